"""Mailchimp: the members of an audience; the number in a merge field is a member's label."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sandbox.systems.mailchimp.server import Server
from sandbox.systems.mailchimp.state import State, email_id_of
from sandbox.systems.serving import Served, served

LIST_ID = "a1b2c3"
LACKS = {
    "merge": "members are never merged: an address is one member",
    "late": "the moment of a change is written by Mailchimp's own clock when it is made",
    "type_change": "no number of a member is read",
    "expired_token": "an API key holds until it is revoked",
    "expired_cursor": "members are asked for by their time, and nothing is remembered",
}
POISON = [
    {"last_changed": "9999-12-31T23:59:59+00:00"},
    {"last_changed": "0000-00-00"},
    {"id": None},
    {"last_changed": ""},
]


class MailchimpCase:
    """One audience."""

    stream, entity = "members", "client_identifier"
    page_size = 3
    supports = frozenset(
        {
            "update",
            "delete",
            "exact_time",
            "paging",
            "pages_move",
            "new_column",
            "drop_column",
            "poison",
            "dead",
        }
    )
    lacks = LACKS

    def __init__(self, server: Server, place: Served) -> None:
        self._state, self.faults = server.state, server.faults
        self._extra: dict[str, str] = {}
        self._is_incomplete = False
        self.source = {
            "kind": "mailchimp",
            "connection": "mailchimp",
            "only": ["members"],
            "options": {"page_size": self.page_size},
            "streams": {"members": {"overlap": "60d"}},
        }
        self.environment = {"AIRFLOW_CONN_MAILCHIMP": server.connection(place)}

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Insert or update a member."""
        email, fields = _address(key), {"CLIENTID": label}
        row = self._state.put_member(
            LIST_ID, email, changed=at, signed_up=at, merge_fields=fields, **self._extra
        )
        if self._is_incomplete:
            del row["email_address"]

    def remove(self, key: str) -> None:
        """Delete a member."""
        self._state.remove_member(LIST_ID, _address(key))

    def merge(self, loser: str, winner: str) -> None:
        """Refuse: Mailchimp merges nobody."""
        raise NotImplementedError

    def act(self, what: str) -> None:
        """Tell other fields from now on, or members that nobody can mean."""
        if what == "new_column":
            self._extra = {"consents_to_one_to_one_messaging": "yes"}
        elif what == "drop_column":
            self._is_incomplete = True
        elif what == "poison":
            moment = datetime.fromisoformat("2025-03-10T12:00:00")
            for number, strange in enumerate(POISON, start=901):
                email = _address(str(number))
                fields = {"CLIENTID": "p"}
                row = self._state.put_member(
                    LIST_ID, email, changed=moment, signed_up=moment, merge_fields=fields
                )
                self._state.members[LIST_ID][email_id_of(email)] = row | strange

    def shown(self, row: dict) -> tuple[str, str]:
        """Return the number in a member's address and the number in the merge field."""
        return row["identifier_value"].partition("@")[0], row["client_id"]


def _address(key: str) -> str:
    return f"{key}@clients.example"


@contextmanager
def case() -> Iterator[MailchimpCase]:
    """Open an account with one empty audience."""
    state = State()
    state.put_list(LIST_ID, "Clients", created=state.moment)
    server = Server(state)
    with served(server.faults) as place:
        yield MailchimpCase(server, place)

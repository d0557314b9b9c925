"""Telegram: the messages of one chat; what they say is their label."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sandbox.systems.serving import Served, served
from sandbox.systems.telegram.server import Server
from sandbox.systems.telegram.state import State, seconds_of

CHAT_ID = 7_000_000_001
LACKS = {
    "delete": "the Bot API tells nobody that a message was deleted",
    "merge": "messages are never merged",
    "type_change": "the one number of a message that is read is its time",
    "expired_token": "a bot's token holds until it is revoked",
    "expired_cursor": "whatever waits is fetched, from its beginning",
}
POISON = [
    {"date": 253_402_300_799_000},
    {"date": "0000-00-00"},
    {"date": 2**63},
    {"message_id": None},
]


class TelegramCase:
    """One chat with one bot."""

    stream, entity = "messages", "interaction"
    page_size = 3
    supports = frozenset(
        {
            "update",
            "late",
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
        self._written: set[str] = set()
        self._extra: dict[str, object] = {}
        self._is_incomplete = False
        self.source = {
            "kind": "telegram",
            "connection": "telegram",
            "options": {"page_size": self.page_size},
        }
        self.environment = {"AIRFLOW_CONN_TELEGRAM": server.connection(place)}

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Write a message, or edit the one of that number."""
        kind = "edited_message" if key in self._written else "message"
        edited = {"edit_date": seconds_of(at)} if kind == "edited_message" else {}
        more = {"text": label, **edited, **self._extra}
        update = self._state.say(CHAT_ID, int(key), at, kind=kind, **more)
        self._written.add(key)
        if self._is_incomplete:
            del update[kind]["date"]

    def remove(self, key: str) -> None:
        """Refuse: nobody is told of it."""
        raise NotImplementedError

    def merge(self, loser: str, winner: str) -> None:
        """Refuse: Telegram merges nothing."""
        raise NotImplementedError

    def act(self, what: str) -> None:
        """Write otherwise from now on, or what nobody can mean."""
        if what == "new_column":
            self._extra = {"paid_star_count": 5}
        elif what == "drop_column":
            self._is_incomplete = True
        elif what == "poison":
            moment = datetime.fromisoformat("2025-03-10T12:00:00")
            for number, strange in enumerate(POISON, start=901):
                update = self._state.say(CHAT_ID, number, moment, text="p")
                update["message"] |= strange

    def shown(self, row: dict) -> tuple[str, str]:
        """Return number and text of a message."""
        return row["interaction_id"].partition(":")[2], row["body"]


@contextmanager
def case() -> Iterator[TelegramCase]:
    """Open a bot that nobody has written to."""
    server = Server(State())
    with served(server.faults) as place:
        yield TelegramCase(server, place)

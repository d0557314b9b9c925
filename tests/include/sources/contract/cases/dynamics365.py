"""Dynamics 365: cases, with a column that the company added; their title is their label."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sandbox.systems.dynamics365.server import Server
from sandbox.systems.dynamics365.state import State
from sandbox.systems.dynamics365.tables import Column
from sandbox.systems.serving import Served, served

LACKS = {
    "type_change": "a column keeps its type for life; another type is another column",
}
STRANGE = ("9999-12-31T00:00:00Z", "0000-00-00", str(2**63), None)
REPORTED = "cr_reported"


class DynamicsCase:
    """The cases of a service desk, which notes by itself when each was reported."""

    stream, entity = "incidents", "request"
    page_size = 2
    supports = frozenset(
        {
            "update",
            "delete",
            "merge",
            "late",
            "exact_time",
            "paging",
            "pages_move",
            "new_column",
            "drop_column",
            "poison",
            "expired_token",
            "expired_cursor",
            "dead",
        }
    )
    lacks = LACKS

    def __init__(self, server: Server, place: Served) -> None:
        self._state, self.faults = server.state, server.faults
        self._extra: dict[str, object] = {}
        self.source = {
            "kind": "dynamics365",
            "connection": "crm",
            "only": ["incidents"],
            "options": {"page_size": self.page_size},
            "entities": {
                "request": {
                    "from": "incidents",
                    "where": "master is null",
                    "columns": {
                        "request_id": "incidentid",
                        "created_at": f"payload ->> '{REPORTED}'",
                        "subject": "title",
                    },
                }
            },
        }
        self.environment = {"AIRFLOW_CONN_CRM": server.connection(place)}

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Open or update a case."""
        if "\x00" in label or label != label.encode(errors="replace").decode():
            raise ValueError("a text of Dataverse holds what XML can")
        reported = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        row = {"incidentid": key, "title": label, "createdon": at, REPORTED: reported}
        self._state.put("incidents", row | self._extra, at)

    def remove(self, key: str) -> None:
        """Delete a case."""
        self._state.remove("incidents", key)

    def merge(self, loser: str, winner: str) -> None:
        """Merge a case into another."""
        at = datetime.fromisoformat("2025-03-11T09:00:00")
        self._state.merge("incidents", loser, winner, at)

    def act(self, what: str) -> None:
        """Change the table, write strange values, or end what the reader was given."""
        incidents = "incidents"
        if what == "new_column":
            self._state.add_column(incidents, Column("cr_colour", "String"))
            self._extra = {"cr_colour": "red"}
        elif what == "drop_column":
            self._state.drop_column(incidents, REPORTED)
        elif what == "expire_token":
            self._state.expire_tokens()
        elif what == "expire_cursor":
            self._state.expire_delta_tokens()
        elif what == "poison":
            at = datetime.fromisoformat("2025-03-10T12:00:00")
            for number, strange in enumerate(STRANGE, start=901):
                row = {"incidentid": str(number), "title": "p", REPORTED: strange}
                self._state.put(incidents, row, at)

    def shown(self, row: dict) -> tuple[str, str]:
        """Return id and title of a case."""
        return row["request_id"], row["subject"]


@contextmanager
def case() -> Iterator[DynamicsCase]:
    """Open an organisation without cases."""
    state = State()
    state.add_column("incidents", Column(REPORTED, "String"))
    server = Server(state)
    with served(server.faults) as place:
        yield DynamicsCase(server, place)

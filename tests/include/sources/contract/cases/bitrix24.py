"""The leads of a Bitrix24 portal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import ClassVar

from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.state import State
from sandbox.systems.serving import Served, served

POISON = {
    901: {"createdTime": "0000-00-00 00:00:00"},
    902: {"createdTime": "9999-12-31T23:59:59+03:00"},
    903: {"opportunity": -5},
    904: {"opportunity": 2**63},
    905: {"opportunity": "NaN"},
    906: {"title": "x" * 1_000_000},
}


class Bitrix24Case:
    """A portal's leads; the title of a lead is its label."""

    source: ClassVar = {
        "kind": "bitrix24",
        "connection": "portal",
        "only": ["leads"],
        "options": {"pages_per_request": 4},
        "streams": {"leads": {"overlap": "60d"}},
        "entities": {
            "lead": {
                "from": "leads",
                "columns": {
                    "lead_id": "id",
                    "created_at": "createdTime",
                    "lost_reason": "title",
                },
            }
        },
    }
    stream, entity = "leads", "lead"
    page_size = 50
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
            "type_change",
            "poison",
            "dead",
        }
    )
    lacks: ClassVar = {
        "expired_token": "a webhook has no term; one that was taken back is a wrong one",
        "expired_cursor": "leads are found by number and time, and no cursor is remembered",
    }

    def __init__(self, server: Server, place: Served) -> None:
        self._portal, self.faults = server.state, server.faults
        self._more: dict[str, object] = {}
        self._lacking: set[str] = set()
        self.environment = {"AIRFLOW_CONN_PORTAL": server.connection(place)}

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Insert or update a lead; half a character is no text to a portal."""
        label.encode()
        moment = self._portal.moment(at)
        row = {"title": label, "opportunity": 10, "createdTime": moment, "updatedTime": moment}
        put = self._portal.put("lead", int(key), **(row | self._more))
        for field in self._lacking:
            del put[field]

    def remove(self, key: str) -> None:
        """Delete a lead."""
        self._portal.remove("lead", int(key))

    def merge(self, loser: str, winner: str) -> None:
        """Merge two leads."""
        at = datetime.fromisoformat(self._portal.table("lead").get(int(winner))["updatedTime"])
        self._portal.merge("lead", int(loser), int(winner), at)

    def act(self, what: str) -> None:
        """Add a field, leave one out, say a number in words, or put rows that nobody can mean."""
        self._more |= {
            "new_column": {"ufCrm_1712345678": "red"},
            "type_change": {"opportunity": "many"},
        }.get(what, {})
        self._lacking |= {"createdTime"} if what == "drop_column" else set()
        if what == "poison":
            moment = self._portal.moment(datetime(2025, 3, 10, 12))
            for number, strange in POISON.items():
                row = {"createdTime": moment, "updatedTime": moment} | strange
                self._portal.put("lead", number, **row)

    def shown(self, row: dict) -> tuple[str, str]:
        """Return number and title of a lead."""
        return row["lead_id"], row["lost_reason"]


@contextmanager
def case() -> Iterator[Bitrix24Case]:
    """Serve an empty portal; its clock is ahead of whoever asks, so that no limit is near."""
    ticks = count()
    server = Server(State(clock=lambda: float(next(ticks))))
    with served(server.faults) as place:
        yield Bitrix24Case(server, place)

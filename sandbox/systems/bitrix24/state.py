"""What a Bitrix24 portal holds: its tables in memory, and the acts by which they change."""

import time
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.systems import NEVER
from sandbox.systems.bitrix24.events import Queue
from sandbox.systems.bitrix24.shapes import DEAL, KINDS, LEAD, TYPES, fields_of, shaped

Row = dict[str, Any]
UTC_ZONE = ZoneInfo("UTC")
SECRET = "canary-of-the-webhook"  # noqa: S105
TOKEN = "canary-of-the-app"  # noqa: S105
UPPER = {"activity": "ID", "call": "ID", "history": "ID", "user": "ID", "status": "ID"} | {
    "comment": "ID",
    "currency": "CURRENCY",
    "order_entity": "orderId",
}


class Table:
    """Rows by number, in the order of their numbers."""

    def __init__(self, thing: str) -> None:
        self.thing = thing
        self.key = UPPER.get(thing, "id")
        self.fields = fields_of(thing)
        self._rows: dict[int, Row] = {}
        self._ids: list[int] = []

    def __len__(self) -> int:
        return len(self._ids)

    def get(self, number: int) -> Row | None:
        """Return the row of a number, or None."""
        return self._rows.get(number)

    def after(self, number: float) -> Iterator[Row]:
        """Yield rows whose number is greater, in order."""
        for each in self._ids[bisect_right(self._ids, number) :]:
            yield self._rows[each]

    def put(self, number: int, row: Row) -> None:
        """Insert or replace a row."""
        if number not in self._rows:
            insort(self._ids, number)
        self._rows[number] = row
        self.fields |= set(row)

    def remove(self, number: int) -> None:
        """Delete a row; one that is not there is no mistake."""
        if self._rows.pop(number, None) is not None:
            self._ids.remove(number)


@dataclass
class User:
    """Who asks: an administrator sees all, another only rows that `sees` lets through."""

    number: int = 1
    is_admin: bool = True
    sees: Callable[[str, Row], bool] = lambda thing, row: True


@dataclass
class State:
    """One portal. `zone` is its server's: all times carry its offset.

    `clock` may be turned forward by hand; by it a method works `page_seconds` for one page.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Kyiv"))
    secret: str = SECRET
    token: str = TOKEN
    scopes: frozenset[str] = frozenset({"crm", "telephony", "user"})
    user: User = field(default_factory=User)
    counts_hidden: bool = False
    tables: dict[str, Table] = field(default_factory=dict)
    queue: Queue = field(default_factory=Queue)
    clock: Callable[[], float] = time.monotonic
    page_seconds: float = 0.1
    filled_until: datetime = NEVER

    def table(self, thing: str) -> Table:
        """Return the table of a thing, made when first asked for."""
        return self.tables.setdefault(thing, Table(thing))

    def moment(self, at: datetime) -> str:
        """Write naive UTC as the portal does: in its own zone, with the offset."""
        return at.replace(tzinfo=UTC_ZONE, microsecond=0).astimezone(self.zone).isoformat()

    def put(self, thing: str, number: int, **values: Any) -> Row:
        """Insert a row, or change the fields of one that is there; offline events are told."""
        table = self.table(thing)
        there = table.get(number)
        row = (there or shaped(thing, **_identity(thing, table.key, number))) | values
        table.put(number, row)
        self.queue.tell(thing, "UPDATE" if there else "ADD", number)
        return row

    def remove(self, thing: str, number: int) -> None:
        """Delete a row, with the history and comments of a deal; nothing names a card any more."""
        self.table(thing).remove(number)
        self.queue.tell(thing, "DELETE", number)
        if thing not in TYPES:
            return
        if thing in ("contact", "company"):
            self._point(thing, number, 0)
        kind = TYPES[thing]
        for name, belongs in (("history", _history_of), ("comment", _comment_of)):
            table = self.table(name)
            for row in [row for row in table.after(-1) if belongs(row, kind, number)]:
                table.remove(int(row[table.key]))

    def merge(self, thing: str, loser: int, winner: int, at: datetime) -> None:
        """Let one contact or company become another: what pointed to it points there."""
        self._point(thing, loser, winner, updatedTime=self.moment(at))
        kind = str(TYPES[thing])
        for row in list(self.table("activity").after(-1)):
            if (row["OWNER_TYPE_ID"], row["OWNER_ID"]) == (kind, str(loser)):
                self.put("activity", int(row["ID"]), OWNER_ID=str(winner))
        self.put(thing, winner, updatedTime=self.moment(at))
        self.remove(thing, loser)

    def _point(self, thing: str, old: int, new: int, **values: Any) -> None:
        """Let what names one card name another, or none."""
        column = f"{thing}Id"
        for name in KINDS.values():
            table = self.table(name)
            for row in [row for row in table.after(-1) if row.get(column) == old]:
                plural = {f"{column}s": [new] if new else []} if f"{column}s" in row else {}
                self.put(name, row["id"], **({column: new} | plural | values))

    def move(self, thing: str, event: int, number: int, at: datetime, **values: Any) -> None:
        """Write the history of a deal's or lead's entry into a stage."""
        stage = {"STAGE_ID": values.pop("stage"), "STAGE_SEMANTIC_ID": values.pop("semantics")}
        if thing == "lead":
            stage = {key.replace("STAGE", "STATUS"): value for key, value in stage.items()}
        entry = {"ID": event, "OWNER_ID": number, "CREATED_TIME": self.moment(at)} | stage | values
        row = shaped("history") | entry | {"entityTypeId": TYPES[thing]}
        self.table("history").put(event, row)


def _identity(thing: str, key: str, number: int) -> Row:
    if key in ("id", "orderId"):
        return {key: number}
    return {} if key == "CURRENCY" else {"ID": number if thing == "history" else str(number)}


def _history_of(row: Row, kind: int, number: int) -> bool:
    return kind in (LEAD, DEAL) and (row["entityTypeId"], row["OWNER_ID"]) == (kind, number)


def _comment_of(row: Row, kind: int, number: int) -> bool:
    return (row["ENTITY_TYPE"], row["ENTITY_ID"]) == (KINDS[kind], str(number))

"""What an organisation holds: rows with versions, deletions, tokens, and acts that change them."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sandbox.systems.dynamics365.limits import Limits
from sandbox.systems.dynamics365.tables import Column, make_tables

TENANT = "4e2e0d3c-9a0b-4a4e-8f7e-5b7f0c3d9a11"
CLIENT_ID = "8a6b4c1e-52f0-4d43-9d7c-2f1f6f5f0b77"
CLIENT_SECRET = "emulated-secret"  # noqa: S105 (it opens nothing but the emulator)
TOKEN_SECONDS = 3599
TRACKING_DAYS = 7
_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)

Row = dict[str, Any]


class Ref(NamedTuple):
    """A lookup's value: the logical name of the table it points to, and the row's id."""

    logical: str
    id: str


@dataclass(frozen=True)
class Deletion:
    """A row that went: its id, and the version at which it did."""

    id: str
    version: int


class State:
    """An organisation in memory. `clock` is the server's: limits and tokens end by it.

    `columns` of a row are the logical names; a lookup holds a `Ref`. Rows are never changed in
    place, so that an answer that is being written keeps what it saw. `link_host` makes links lead
    elsewhere, `spend` is told the seconds that an answer took, `delay_seconds` are really waited.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.tables = make_tables()
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in self.tables}
        self.deletions: dict[str, list[Deletion]] = {name: [] for name in self.tables}
        self.version = 1000
        self.secrets = {CLIENT_ID: CLIENT_SECRET}
        self.tokens: dict[str, float] = {}
        self.missing_privileges: set[str] = set()
        self.limits = Limits(clock)
        self.links: dict[str, Any] = {}
        self.link_host = ""
        self.tracked_since = 0
        self.spend: Callable[[float], None] = lambda seconds: None
        self.delay_seconds = 0.0

    def put(self, entity_set: str, row: Row, at: datetime) -> None:
        """Insert a row or update the columns that it names; `at` is naive UTC."""
        with self.lock:
            table = self.tables[entity_set]
            before = self.rows[entity_set].get(row[table.key])
            self.version += 1
            fresh = {"createdon": at, "statecode": 0, "statuscode": 1}
            said = {**(before or fresh), "modifiedon": at, **row, "versionnumber": self.version}
            self.rows[entity_set][row[table.key]] = {k: _whole(v) for k, v in said.items()}

    def remove(self, entity_set: str, key: str) -> None:
        """Delete a row; change tracking tells of it."""
        with self.lock:
            if self.rows[entity_set].pop(key, None) is not None:
                self.version += 1
                self.deletions[entity_set].append(Deletion(key, self.version))

    def merge(self, entity_set: str, loser: str, winner: str, at: datetime) -> None:
        """Merge two records: what hangs on the loser moves, and the loser stays, inactive."""
        with self.lock:
            table = self.tables[entity_set]
            ending = {"merged": True, "masterid": Ref(table.logical, winner)}
            closed = {"statecode": 1, "statuscode": 2}
            self._move_children(Ref(table.logical, loser), Ref(table.logical, winner))
            self.put(entity_set, {table.key: loser, **ending, **closed}, at)
            self.put(entity_set, {table.key: winner}, at)

    def _move_children(self, loser: Ref, winner: Ref) -> None:
        """Point lookups to the winner; the rows get a new version and are not modified."""
        for entity_set, rows in self.rows.items():
            key = self.tables[entity_set].key
            for row in list(rows.values()):
                moved = {name: winner for name, value in row.items() if value == loser}
                if moved:
                    self.put(entity_set, {key: row[key], **moved}, row["modifiedon"])

    def expire_tokens(self) -> None:
        """End every access token, as an hour does."""
        self.tokens = dict.fromkeys(self.tokens, self.clock())

    def expire_delta_tokens(self) -> None:
        """Forget the changes so far, as a week does."""
        self.version += 1
        self.tracked_since = self.version

    def track(self, entity_set: str, is_tracked: bool) -> None:
        """Switch change tracking of a table."""
        self.tables[entity_set].is_tracked = is_tracked

    def add_column(self, entity_set: str, column: Column) -> None:
        """Give a table a column more."""
        columns = self.tables[entity_set].columns
        self.tables[entity_set].columns = {**columns, column.name: column}

    def drop_column(self, entity_set: str, name: str) -> None:
        """Take a column from a table; its values are gone."""
        columns = self.tables[entity_set].columns
        self.tables[entity_set].columns = {k: v for k, v in columns.items() if k != name}
        with self.lock:
            for key, row in self.rows[entity_set].items():
                self.rows[entity_set][key] = {k: v for k, v in row.items() if k != name}

    def add_label(self, entity_set: str, name: str, code: int, label: str) -> None:
        """Give a choice one option more."""
        columns = self.tables[entity_set].columns
        column = replace(columns[name], labels={**columns[name].labels, code: label})
        self.tables[entity_set].columns = {**columns, name: column}

    def delta_token(self, version: int) -> str:
        """Return the token that asks for what came after a version."""
        moment = _EPOCH + timedelta(seconds=self.clock())
        return f"{version}!{moment:%m/%d/%Y %H:%M:%S}"

    def version_of(self, token: str) -> int | None:
        """Return the version a token was given at; None when it is too old or none of ours."""
        number, _, moment = token.partition("!")
        try:
            issued = datetime.strptime(moment, "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC)
            version = int(number)
        except ValueError:
            return None
        age = _EPOCH + timedelta(seconds=self.clock()) - issued
        is_alive = age <= timedelta(days=TRACKING_DAYS) and version >= self.tracked_since
        return version if is_alive else None


def _whole(value: Any) -> Any:
    """Keep moments to the second, as the system does."""
    return value.replace(microsecond=0) if isinstance(value, datetime) else value

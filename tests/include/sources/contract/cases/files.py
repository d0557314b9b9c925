"""A drop folder: a CSV of sales that is exported whole again and again."""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

POISON = [
    {"no": "901", "sold_at": "9999-12-31T00:00:00Z"},
    {"no": "902", "sold_at": "0000-00-00"},
    {"no": "903", "total": "NaN"},
    {"no": "904", "total": str(2**63)},
    {"no": "905", "total": "-5"},
]

LACKS = {
    "merge": "a file holds rows, and no row says that it has become part of another",
    "paging": "a file is read whole",
    "pages_move": "a file is read whole",
    "expired_token": "a folder asks for no token",
    "expired_cursor": "a file read in full needs no memory of the reading before",
}


class FilesCase:
    """A till's sales; whose sale it is is its label."""

    stream, entity = "sales", "order"
    faults = None
    page_size = 1
    supports = frozenset(
        {
            "update",
            "delete",
            "late",
            "exact_time",
            "new_column",
            "drop_column",
            "type_change",
            "poison",
            "dead",
        }
    )
    lacks = LACKS

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.environment: dict[str, str] = {}
        self._rows: dict[str, dict[str, str]] = {}
        self._extra: dict[str, str] = {}
        self._missing: set[str] = set()
        self.source = {
            "kind": "files",
            "streams": {
                "sales": {
                    "path": str(folder / "sales.csv"),
                    "load": "full",
                    "key": ["no"],
                    "time": "sold_at",
                }
            },
            "entities": {
                "order": {
                    "from": "sales",
                    "columns": {
                        "order_id": "no",
                        "ordered_at": "sold_at",
                        "order_total": "total",
                        "client_id": "client",
                    },
                }
            },
        }
        self._export()

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Insert or update a sale."""
        if "\x00" in label:
            raise ValueError("a CSV file holds no NUL")
        label.encode()
        row = {"no": key, "sold_at": f"{at.isoformat()}Z", "total": "1", "client": label}
        row |= self._extra
        self._rows[key] = {name: row[name] for name in row if name not in self._missing}
        self._export()

    def remove(self, key: str) -> None:
        """Delete a sale."""
        del self._rows[key]
        self._export()

    def merge(self, loser: str, winner: str) -> None:
        """Refuse: files have no merges."""
        raise NotImplementedError

    def act(self, what: str) -> None:
        """Export other columns from now on, or rows that nobody can mean, or take the file away."""
        if what == "new_column":
            self._extra = {"colour": "red"}
        elif what == "type_change":
            self._extra = {"total": "many"}
        elif what == "drop_column":
            self._missing = {"sold_at"}
        elif what == "poison":
            good = {"sold_at": "2025-03-10T12:00:00Z", "total": "1", "client": "p"}
            self._rows |= {row["no"]: good | row for row in POISON}
        self._export()
        if what == "dead":
            (self._folder / "sales.csv").unlink()

    def shown(self, row: dict) -> tuple[str, str]:
        """Return number and client of a sale."""
        return row["order_id"], row["client_id"]

    def _export(self) -> None:
        names = ["no", "sold_at", "total", "client", *(set(self._extra) - {"total"})]
        with (self._folder / "sales.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [name for name in names if name not in self._missing])
            writer.writeheader()
            for row in self._rows.values():
                writer.writerow({k: v for k, v in row.items() if k not in self._missing})


@contextmanager
def case() -> Iterator[FilesCase]:
    """Make a folder with an export that has no rows yet."""
    with tempfile.TemporaryDirectory() as folder:
        yield FilesCase(Path(folder))

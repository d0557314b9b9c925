"""A site's hits in one file of JSON lines; the page of a hit is its label."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

POISON = [
    "<html>",
    '{"hit_id": "901", "happened_at": ',
    json.dumps({"hit_id": "902", "happened_at": "9999-99-99"}),
    json.dumps({"hit_id": "903", "happened_at": 2**63}),
    json.dumps({"hit_id": None, "happened_at": "2025-03-10T12:00:00Z"}),
    json.dumps([1, 2]),
]
LACKS = {
    "delete": "a site's journal is added to, and no line is taken back",
    "merge": "hits happened, and are never merged",
    "type_change": "no field of a hit is a number",
    "paging": "a file is read whole",
    "pages_move": "a file is read whole",
    "expired_token": "a folder asks for no token",
    "expired_cursor": "files are told by what they hold, whatever was remembered",
}


class WebEventsCase:
    """A site whose journal is one file that grows."""

    stream, entity = "hits", "web_event"
    faults = None
    page_size = 1
    supports = frozenset(
        {"update", "late", "exact_time", "new_column", "drop_column", "poison", "dead"}
    )
    lacks = LACKS

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "hits"
        self._folder.mkdir()
        self.environment: dict[str, str] = {}
        self._lines: dict[str, str] = {}
        self._extra: dict[str, str] = {}
        self._missing: set[str] = set()
        self.source = {
            "kind": "web_events",
            "streams": {"hits": {"path": str(self._folder / "*.jsonl")}},
        }
        self._write()

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Write a hit, or write it anew."""
        hit = {"hit_id": key, "anonymous_id": "a", "happened_at": f"{at.isoformat()}Z"}
        hit |= {"kind": "page_view", "url": label, **self._extra}
        kept = {name: value for name, value in hit.items() if name not in self._missing}
        self._lines[key] = json.dumps(kept)
        self._write()

    def remove(self, key: str) -> None:
        """Refuse: a journal takes nothing back."""
        raise NotImplementedError

    def merge(self, loser: str, winner: str) -> None:
        """Refuse: hits have no merges."""
        raise NotImplementedError

    def act(self, what: str) -> None:
        """Write other lines from now on, or some that nobody can mean, or take the folder away."""
        if what == "new_column":
            self._extra = {"colour": "red"}
        elif what == "drop_column":
            self._missing = {"happened_at"}
        elif what == "poison":
            self._lines |= {f"poison {number}": line for number, line in enumerate(POISON)}
        if what == "dead":
            (self._folder / "a.jsonl").unlink()
            self._folder.rmdir()
        else:
            self._write()

    def shown(self, row: dict) -> tuple[str, str]:
        """Return number and page of a hit."""
        return row["event_id"], row["url"]

    def _write(self) -> None:
        self._folder.mkdir(exist_ok=True)
        lines = "".join(f"{line}\n" for line in self._lines.values())
        (self._folder / "a.jsonl").write_text(lines)


@contextmanager
def case() -> Iterator[WebEventsCase]:
    """Make a folder with a journal that has no hits yet."""
    with tempfile.TemporaryDirectory() as folder:
        yield WebEventsCase(Path(folder))

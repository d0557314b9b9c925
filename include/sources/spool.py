"""Pages on disk: rows go to a file as they come, each as its JSON, and are read back by DuckDB."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from include.errors import ClienteleError
from include.sources.circle import MOST_MEETINGS, Circle
from include.sources.connector import Page
from include.sources.mapping import quoted_name
from include.sources.progress import Progress
from include.sources.streams import SystemStream
from include.warehouse import literal

# the escape of the character, not a text that spells the escape
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_TAKEN = re.compile(
    r"""(?:\b(\w+)\.)?\bpayload\s*->>?\s*(?:nullif\()?'(?:\$\.)?"?(\w+)""", re.IGNORECASE
)
_NAMED = re.compile(r'\$\."([^"@]+)|\$\.([^"@.\[]+)|([^$@][^@]*)')
SCHEMA = pa.schema([("payload", pa.string())])


@dataclass
class Spooled:
    """A file of rows, one of deleted keys, and what the pages said of themselves."""

    rows: Path
    deleted: Path
    deletions: int = 0
    bookmark: str = ""
    is_complete: bool = False


def spool(pages: Iterable[Page], rows_file: Path, progress: Progress, place: str) -> Spooled:
    """Write pages to `rows_file` and a file beside it; the memory they need is a page's.

    Raises `ClienteleError` when the pages go in a circle.
    """
    spooled = Spooled(rows_file, rows_file.with_suffix(".deleted"))
    circle = Circle()
    with (
        pq.ParquetWriter(spooled.rows, SCHEMA) as rows,
        pq.ParquetWriter(spooled.deleted, SCHEMA) as deleted,
    ):
        for page in pages:
            texts = [_text(row) for row in page.rows]
            if texts and circle.closes(texts):
                raise _in_a_circle(place)
            _write(rows, texts)
            _write(deleted, [_text(key) for key in page.deleted])
            spooled.deletions += len(page.deleted)
            spooled.bookmark = page.bookmark or spooled.bookmark
            spooled.is_complete = page.is_complete
            progress.came(len(page.rows), page.total)
    return spooled


def write_rows(file: Path, rows: Sequence[Mapping] = ()) -> Path:
    """Write a file of few rows, or of none, and return it."""
    pq.write_table(pa.table({"payload": [_text(row) for row in rows]}, schema=SCHEMA), file)
    return file


def rows_of(stream: SystemStream, file: Path) -> str:
    """Return a relation of a stream's fields, and `payload`, over spooled rows."""
    fields = [f"{value_at(place)} as {quoted_name(name)}" for name, place in stream.fields.items()]
    return f"(select {', '.join(fields)}, payload from read_parquet({literal(str(file))}))"


def keys_of(stream: SystemStream, file: Path) -> str:
    """Return a relation of the key's columns over spooled keys."""
    keys = [f"{value_at(name)} as {quoted_name(name)}" for name in stream.key]
    return f"(select {', '.join(keys)} from read_parquet({literal(str(file))}))"


def value_at(place: str) -> str:
    """Return SQL over `payload` of a value that is named by key, by path or by SQL."""
    if place.startswith("="):
        return f"({place[1:]})"
    path = place if place.startswith("$") else '$."' + place.replace('"', '\\"') + '"'
    return f"(payload ->> {literal(path)})"


def fields_at(place: str) -> list[str]:
    """Return the fields of a row that a value is made of, named by key, by path or by SQL.

    A label (`statecode@…`) is its field's; one of the row itself (`@odata.etag`) is no field's.
    """
    if place.startswith("="):
        return [field for _, field in fields_in(place)]
    named = _NAMED.match(place)
    return [named[named.lastindex]] if named else []


def fields_in(sql: str) -> list[tuple[str, str]]:
    """Return what SQL takes out of `payload`: whose, when it says whose, and which field."""
    return _TAKEN.findall(sql)


def _write(writer: pq.ParquetWriter, texts: list[str]) -> None:
    if texts:
        writer.write_table(pa.table({"payload": texts}, schema=SCHEMA))


def _text(row: Mapping) -> str:
    """Write a row as JSON that every reader takes: half a character, or none, becomes a mark."""
    text = json.dumps(row, ensure_ascii=False, default=str)
    return _NUL.sub(r"\1\\ufffd", text.encode("utf-8", errors="replace").decode("utf-8"))


def _in_a_circle(place: str) -> ClienteleError:
    return ClienteleError(
        f"the same page came {MOST_MEETINGS + 1} times",
        where=place,
        remedy="Nothing was landed; the system's paging goes in a circle, ask its maker",
    )

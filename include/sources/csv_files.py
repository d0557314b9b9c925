"""CSV files, copied into UTF-8 for DuckDB to read; every cell is the text that it is."""

import codecs
from pathlib import Path

import duckdb

from include.errors import ClienteleError
from include.sources.streams import FilesStream
from include.warehouse import literal


def csv_of(
    stream: FilesStream, database: duckdb.DuckDBPyConnection, scratch: Path, place: str, file: Path
) -> str:
    """Return a relation of a file's copy in UTF-8, its cells as they are.

    Where its lines end in several ways and DuckDB wants one, all line ends become one, those in
    cells too.
    """
    copy = scratch / str(len(list(scratch.iterdir()))) / file.name
    copy.parent.mkdir()
    separator = f", delim = {literal(stream.delimiter)}" if stream.delimiter else ""
    relation = (
        f"read_csv({literal(str(copy))}, header = true, all_varchar = true, "
        f"skip = {stream.skip_rows}, comment = '', quote = '\"', escape = '\"', "
        f"null_padding = false, strict_mode = true{separator})"
    )
    if _copy(file, copy, stream, place, newline=""):
        try:
            with database.cursor() as trial:
                trial.execute(f"select count(*) from {relation}")
        except duckdb.Error:
            _copy(file, copy, stream, place, newline=None)
    return relation


def _copy(file: Path, copy: Path, stream: FilesStream, place: str, newline: str | None) -> bool:
    """Copy a file into UTF-8, and say whether its lines end in several ways."""
    try:
        with (
            file.open(encoding=_encoding(stream, place), newline=newline) as text,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            while block := text.read(1 << 20):
                out.write(block)
            return isinstance(text.newlines, tuple)
    except UnicodeDecodeError as error:
        raise ClienteleError(
            f"the file is not {stream.encoding}: byte {error.start} cannot be read",
            where=f"{place}: {file}",
            remedy="Set `encoding` of the stream, for example windows-1251 or utf-16",
        ) from error


def _encoding(stream: FilesStream, place: str) -> str:
    try:
        name = codecs.lookup(stream.encoding).name
    except LookupError as error:
        raise ClienteleError(
            f"there is no encoding '{stream.encoding}'",
            where=f"{place}: encoding",
            remedy="Write one such as utf-8, windows-1251 or utf-16",
        ) from error
    return "utf-8-sig" if name == "utf-8" else name

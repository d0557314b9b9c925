"""Files in a drop folder: CSV, XLSX, Parquet and JSON, read as they are.

CSV cells are landed as the text they are; the mapping types them.
"""

import codecs
import glob
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from include.company import Company
from include.errors import ClienteleError
from include.settings import paths
from include.sources.config import FilesSource
from include.sources.mapping import describe, quoted_name
from include.sources.reading import OpenSource, Part
from include.sources.streams import FilesStream
from include.warehouse import connect, literal


@contextmanager
def open_files(company: Company, name: str, source: FilesSource) -> Iterator[OpenSource]:
    """Open a drop folder; an append stream has one part a file, any other a single part."""
    database = connect(extensions=("excel",))
    with tempfile.TemporaryDirectory(prefix="clientele-") as scratch:

        def parts(stream_name: str, stream: FilesStream) -> list[Part]:
            place = f"source {name}, stream {stream_name}"
            files = matching(company, stream, place)
            relations = [
                _relation(stream, _readable(file, stream, Path(scratch), place), database, place)
                for file in files
            ]
            if stream.mode == "append":
                root = fixed_root(company, stream)
                names = [str(file.relative_to(root)) for file in files]
                return [Part(rel, file) for rel, file in zip(relations, names, strict=True)]
            return [Part(f"({' union all by name '.join(f'from {r}' for r in relations)})")]

        try:
            yield OpenSource(
                database,
                parts=lambda reading, closing: parts(reading.stream_name, reading.stream),
                sample=parts,
                explain=lambda error: re.sub(rf"{scratch}/\d+/", "", str(error)),
            )
        finally:
            database.close()


def matching(
    company: Company, stream: FilesStream, place: str, *, may_be_empty: bool = False
) -> list[Path]:
    """Return the stream's files in the order of their names.

    A path starts at the folder of company.yml, or at the data home when it says `{home}`.
    """
    pattern = stream.path.replace("{home}", glob.escape(str(paths().home)))
    path = Path(glob.escape(str(company.folder))) / pattern
    found = sorted(Path(name) for name in glob.glob(str(path)))
    inbox_exists = bool(glob.glob(str(path.parent)))
    if not found and (stream.mode != "append" or not inbox_exists):
        raise ClienteleError(
            "no file is there",
            where=f"{place}: {company.folder / pattern}",
            remedy="Put the file there, or correct `path`; it may hold * and ?",
        )
    for file in found:
        _check(file, place, may_be_empty=may_be_empty)
    return found


def _check(file: Path, place: str, *, may_be_empty: bool) -> None:
    """Refuse what is no file of its own: a link could show what nobody meant to drop."""
    where = f"{place}: {str(file).encode(errors='replace').decode()}"
    if file.is_symlink():
        raise ClienteleError("the file is a link and is not followed", where=where)
    if not file.is_file():
        raise ClienteleError("it is no file", where=where, remedy="Take it out of the folder")
    if where != f"{place}: {file}":
        raise ClienteleError("the file's name is no UTF-8", where=where, remedy="Rename it")
    if file.stat().st_size == 0 and not may_be_empty:
        raise ClienteleError("the file is empty", where=where, remedy="Export it again")


def fixed_root(company: Company, stream: FilesStream) -> Path:
    """Return the deepest folder of a stream's path that holds no wildcard."""
    path = company.folder / stream.path.replace("{home}", str(paths().home))
    wild = [glob.has_magic(part) for part in path.parts]
    depth = wild.index(True) if True in wild else len(path.parts) - 1
    return Path(*path.parts[:depth])


def _readable(file: Path, stream: FilesStream, scratch: Path, place: str) -> Path:
    """Return the file, or a copy in UTF-8 when it is a CSV in another encoding."""
    if stream.kind != "csv":
        return file
    copy = scratch / str(len(list(scratch.iterdir()))) / file.name
    copy.parent.mkdir()
    try:
        with file.open(encoding=_encoding(stream, place)) as text, copy.open("w") as out:
            while block := text.read(1 << 20):
                out.write(block)
    except UnicodeDecodeError as error:
        raise ClienteleError(
            f"the file is not {stream.encoding}: byte {error.start} cannot be read",
            where=f"{place}: {file}",
            remedy="Set `encoding` of the stream, for example windows-1251 or utf-16",
        ) from error
    return copy


def _encoding(stream: FilesStream, place: str) -> str:
    try:
        name = codecs.lookup(stream.encoding).name
    except LookupError as error:
        raise ClienteleError(
            f"there is no encoding '{stream.encoding}'", where=f"{place}: encoding"
        ) from error
    return "utf-8-sig" if name == "utf-8" else name


def _relation(
    stream: FilesStream, file: Path, database: duckdb.DuckDBPyConnection, place: str
) -> str:
    name = literal(str(file))
    if stream.kind == "parquet":
        return f"read_parquet({name})"
    if stream.kind == "json":
        return _plain(
            f"read_json({name}, auto_detect = true, maximum_object_size = 16777216)", database
        )
    if stream.kind == "csv":
        separator = f", delim = {literal(stream.delimiter)}" if stream.delimiter else ""
        return (
            f"read_csv({name}, header = true, all_varchar = true, skip = {stream.skip_rows}, "
            f"comment = '', quote = '\"', escape = '\"', null_padding = false, strict_mode = true"
            f"{separator})"
        )
    return _sheet(stream, name, database, place)


def _plain(records: str, database: duckdb.DuckDBPyConnection) -> str:
    """Read a field that mixes numbers and text as text, without JSON's quotes around the text."""
    kinds = describe(database, f"from {records}")
    mixed = [quoted_name(name) for name, kind in kinds.items() if kind == "JSON"]
    if not mixed:
        return records
    texts = ", ".join(f"{name} ->> '$' as {name}" for name in mixed)
    return f"(select * replace ({texts}) from {records})"


def _sheet(stream: FilesStream, name: str, database: duckdb.DuckDBPyConnection, place: str) -> str:
    """Read a sheet with its own cell types, or as text when a column mixes them."""
    sheet = f", sheet = {literal(stream.sheet)}" if stream.sheet else ""
    try:
        cells = _cells(stream, name, sheet, database) if stream.skip_rows else ""
        options = f"header = true, stop_at_empty = false{sheet}{cells}"
        database.execute(f"select count(columns(*)) from read_xlsx({name}, {options})").fetchone()
    except duckdb.ConversionException:
        return _filled(f"read_xlsx({name}, {options}, all_varchar = true)", database)
    except duckdb.Error as error:
        raise ClienteleError(
            f"the sheet cannot be read: {str(error).splitlines()[0]}",
            where=f"{place}: {name}",
            remedy="Save the file as XLSX again, and check `sheet` and `skip_rows`",
        ) from error
    return _filled(f"read_xlsx({name}, {options})", database)


def _filled(sheet: str, database: duckdb.DuckDBPyConnection) -> str:
    """Leave out the rows of a sheet in which every cell is empty."""
    columns = describe(database, f"from {sheet}")
    filled = " or ".join(f"{quoted_name(name)} is not null" for name in columns)
    return f"(from {sheet} where {filled})"


def _cells(stream: FilesStream, name: str, sheet: str, database: duckdb.DuckDBPyConnection) -> str:
    """Return the range below the skipped rows, as wide as its first row is filled."""
    top = stream.skip_rows + 1
    heading = database.execute(
        f"from read_xlsx({name}, header = false, all_varchar = true{sheet}, "
        f"range = 'A{top}:ZZ{top}')"
    ).fetchone()
    width = max((n for n, cell in enumerate(heading or (), start=1) if cell), default=1)
    high, low = divmod(width - 1, 26)
    column = (chr(64 + high) if high else "") + chr(65 + low)
    return f", range = 'A{top}:{column}1048576'"


READER = open_files

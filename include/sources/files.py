"""Files in a drop folder: CSV, XLSX, Parquet and JSON, read as they are.

CSV cells are landed as the text they are; the mapping types them.
"""

import glob
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from include.company import Company
from include.errors import ClienteleError
from include.settings import paths
from include.sources.common_type import common_type
from include.sources.config import FilesSource
from include.sources.csv_files import csv_of
from include.sources.mapping import describe, quoted_name
from include.sources.reading import OpenSource, Part
from include.sources.scratch import scratch_folder
from include.sources.sheets import sheet_of
from include.sources.streams import FilesStream
from include.sources.values import as_text
from include.warehouse import connect, literal


@contextmanager
def open_files(company: Company, name: str, source: FilesSource) -> Iterator[OpenSource]:
    """Open a drop folder; an append stream has one part a file, any other a single part."""
    database = connect(extensions=("excel",))
    with scratch_folder() as scratch:

        def parts(stream_name: str, stream: FilesStream, is_sample: bool = False) -> list[Part]:
            place = f"source {name}, stream {stream_name}"
            files = matching(company, stream, place)
            relate = partial(_relate, stream, database, scratch, place)
            if stream.mode == "append":
                files = sorted(files, key=_changed_at)[-1:] if is_sample else files
                root = fixed_root(company, stream)
                return [
                    Part(name=str(file.relative_to(root)), relate=partial(relate, file))
                    for file in files
                ]
            return [Part(_joined([relate(file) for file in files], database))]

        try:
            yield OpenSource(
                database,
                parts=lambda reading, closing: parts(reading.stream_name, reading.stream),
                sample=lambda stream_name, stream: [
                    part.related() for part in parts(stream_name, stream, is_sample=True)
                ],
                explain=lambda error: re.sub(rf"{scratch}/\d+/", "", str(error)),
            )
        finally:
            database.close()


def matching(company: Company, stream: FilesStream, place: str) -> list[Path]:
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
    return found


def _changed_at(file: Path) -> float:
    return file.lstat().st_mtime


def refuse_what_is_no_file(file: Path, place: str) -> None:
    """Refuse what is no file of its own: a link could show what nobody meant to drop."""
    where = f"{place}: {str(file).encode(errors='replace').decode()}"
    if file.is_symlink():
        raise ClienteleError(
            "the file is a link and is not followed",
            where=where,
            remedy="Copy the file itself into the folder",
        )
    if not file.is_file():
        raise ClienteleError("it is no file", where=where, remedy="Take it out of the folder")
    if where != f"{place}: {file}":
        raise ClienteleError("the file's name is no UTF-8", where=where, remedy="Rename it")


def fixed_root(company: Company, stream: FilesStream) -> Path:
    """Return the deepest folder of a stream's path that holds no wildcard."""
    path = company.folder / stream.path.replace("{home}", str(paths().home))
    wild = [glob.has_magic(part) for part in path.parts]
    depth = wild.index(True) if True in wild else len(path.parts) - 1
    return Path(*path.parts[:depth])


def _relate(
    stream: FilesStream, database: duckdb.DuckDBPyConnection, scratch: Path, place: str, file: Path
) -> str:
    """Return a relation of a file's rows; whatever keeps it from being read is its own failure."""
    refuse_what_is_no_file(file, place)
    if file.stat().st_size == 0:
        raise ClienteleError(
            "the file is empty", where=f"{place}: {file}", remedy="Export it again"
        )
    if stream.kind == "csv":
        return csv_of(stream, database, scratch, place, file)
    return _relation(stream, file, database, place)


def _joined(relations: list[str], database: duckdb.DuckDBPyConnection) -> str:
    """Return all rows; a column that is text in one file is text in all, whole numbers as such."""
    shapes = [describe(database, f"from {relation}") for relation in relations]
    held: dict[str, dict[str, str]] = {}
    for relation, kinds in zip(relations, shapes, strict=True):
        for name, kind in kinds.items():
            held.setdefault(name.lower(), {})[relation] = kind
    texts = {
        name
        for name, kinds in held.items()
        if common_type(database, quoted_name(name), kinds) == "VARCHAR"
    }
    queries = []
    for relation, kinds in zip(relations, shapes, strict=True):
        spelt = [
            f"{as_text(quoted_name(name), kind)} as {quoted_name(name)}"
            for name, kind in kinds.items()
            if name.lower() in texts and kind != "VARCHAR"
        ]
        instead = f" replace ({', '.join(spelt)})" if spelt else ""
        queries.append(f"select *{instead} from {relation}")
    return f"({' union all by name '.join(queries)})"


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
    return sheet_of(stream, file, database, place)


def _plain(records: str, database: duckdb.DuckDBPyConnection) -> str:
    """Read a field that mixes numbers and text as text, without JSON's quotes around the text."""
    kinds = describe(database, f"from {records}")
    mixed = [quoted_name(name) for name, kind in kinds.items() if kind == "JSON"]
    if not mixed:
        return records
    texts = ", ".join(f"{name} ->> '$' as {name}" for name in mixed)
    return f"(select * replace ({texts}) from {records})"


READER = open_files

"""Copy the lines of a file to Parquet as they are, within bounds of memory and size."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from include.errors import ClienteleError
from include.sources.spool import SCHEMA
from include.sources.systems.web_events import Options

BYTES_AT_ONCE = 16_000_000


def copy_lines(file: Path, copy: Path, options: Options, place: str) -> None:
    """Write each line that is not blank as a row; a file ending in `.gz` is unpacked on the way."""
    opened = gzip.open if file.suffix == ".gz" else Path.open
    try:
        with opened(file, "rb") as lines, pq.ParquetWriter(copy, SCHEMA) as rows:
            for some in _batches(_lines(lines, options)):
                rows.write_table(pa.table({"payload": some}, schema=SCHEMA))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ClienteleError(
            "the file is broken off or is no gzip",
            where=f"{place}: {file}",
            remedy="Upload it again, under another name until it is whole",
        ) from error
    except _TooLargeError as error:
        raise ClienteleError(
            f"the file unpacks to more than {options.max_file_bytes:,} bytes",
            where=f"{place}: {file}",
            remedy="Look at it; if it is meant, raise max_file_bytes",
        ) from error


class _TooLargeError(Exception):
    """More came out of a file than may."""


def _lines(content: BinaryIO, options: Options) -> Iterator[str]:
    """Yield the lines as text; of one that is too long, its beginning."""
    total = 0
    while line := content.readline(options.max_line_bytes):
        total += len(line)
        rest = line
        while not rest.endswith(b"\n") and (rest := content.readline(1 << 20)):
            total += len(rest)
            if total > options.max_file_bytes:
                raise _TooLargeError
        if total > options.max_file_bytes:
            raise _TooLargeError
        text = line.decode("utf-8", "replace").strip("\ufeff\r\n\t ")
        if text:
            yield text


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    """Put lines together that fit into memory."""
    some: list[str] = []
    size = 0
    for line in lines:
        some.append(line)
        size += len(line)
        if size > BYTES_AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some

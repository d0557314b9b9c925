"""Read the archive of a batch: untrusted, therefore in pieces, within bounds, and never unpacked.

A tar.gz can be small and hold a lot, name paths outside its folder, or declare a header of
gigabytes. Here nothing is written to disk, names are not used, and no more is inflated than
`MOST_BYTES`, nor than `MOST_TIMES` the size of the archive.
"""

import codecs
import gzip
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from include.errors import READS_AGAIN, ClienteleError

MOST_BYTES = 1024 * 2**20
MOST_TIMES = 200
MOST_FILES = 10_000
LARGEST_ANSWER = 64 * 2**20
_FREE_BYTES = 2**20  # even nothing but padding comes to some kilobytes
_PIECE = 2**20
_BLOCK = tarfile.BLOCKSIZE
_BETWEEN = re.compile(r"[\s,\[]*")


def answers_in(archive: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of every file of an archive, each file being a JSON array of objects.

    Raises `ClienteleError` when the archive is damaged, or explodes.
    """
    most = min(MOST_BYTES, archive.stat().st_size * MOST_TIMES + _FREE_BYTES)
    try:
        with gzip.open(archive) as inflated:
            for file in _files(_Bounded(inflated, most)):
                yield from _objects(file)
    except (EOFError, OSError, zlib.error, tarfile.HeaderError, RecursionError) as error:
        raise ClienteleError(
            f"the archive is damaged: {type(error).__name__}", remedy=READS_AGAIN
        ) from error


class _Bounded:
    """A stream that gives no more than so many bytes."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, fewer only at the end."""
        content = self._stream.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise ClienteleError("the archive holds more than it may", remedy=READS_AGAIN)
        return content


class _File:
    """One file of an archive, read piece by piece."""

    def __init__(self, stream: _Bounded, size: int) -> None:
        self._stream, self._left = stream, size
        self._padding = -size % _BLOCK

    def read(self) -> bytes:
        """Return the next piece, empty at the end."""
        content = self._stream.read(min(_PIECE, self._left))
        if self._left and not content:
            raise EOFError
        self._left -= len(content)
        return content

    def skip(self) -> None:
        """Go to the next file."""
        while self.read():
            pass
        self._stream.read(self._padding)


def _files(stream: _Bounded) -> Iterator[_File]:
    """Yield the regular files; folders, links and headers of any other kind are passed over."""
    for _ in range(MOST_FILES):
        header = stream.read(_BLOCK)
        if not header.strip(b"\0"):
            return
        entry = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
        file = _File(stream, max(0, entry.size))
        if entry.isreg():
            yield file
        file.skip()
    raise ClienteleError(f"the archive holds more than {MOST_FILES} files", remedy=READS_AGAIN)


def _objects(file: _File) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON array while it is read."""
    decoder = json.JSONDecoder(parse_constant=str)
    utf8 = codecs.getincrementaldecoder("utf-8")("replace")
    text, place = "", 0
    while True:
        place = _BETWEEN.match(text, place).end()
        try:
            value, place = decoder.raw_decode(text, place)
        except ValueError:
            piece = file.read()
            if not piece:
                break
            text, place = text[place:] + utf8.decode(piece), 0
            if len(text) > LARGEST_ANSWER:
                raise ClienteleError(
                    "one answer in the archive is too long", remedy=READS_AGAIN
                ) from None
            continue
        if isinstance(value, dict):
            yield value
    if text[place:].strip() not in ("", "]"):
        raise ClienteleError("a file in the archive is cut short", remedy=READS_AGAIN)

"""Files of JSON lines, each line landed as it is: one that is no JSON goes to quarantine alone.

A file that has not changed since it was landed is not read again: a site's history only grows.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from include.company import Company
from include.landing.batches import manifests
from include.sources.config import SystemSource
from include.sources.files import fixed_root, matching, refuse_what_is_no_file
from include.sources.mapping import quoted_name
from include.sources.reading import OpenSource, Part
from include.sources.scratch import scratch_folder
from include.sources.spool import value_at, write_rows
from include.sources.systems.web_events import STREAM
from include.sources.systems.web_events.lines import copy_lines
from include.warehouse import connect, literal


@contextmanager
def open_lines(company: Company, name: str, source: SystemSource) -> Iterator[OpenSource]:
    """Open a drop folder of JSON lines; each file is a part of its own, under its name."""
    database = connect()
    try:
        with scratch_folder() as scratch:
            folder = _Folder(company, name, source, scratch)
            yield OpenSource(
                database,
                parts=lambda reading, closing: folder.parts(reading.stream_name, reading.stream),
                sample=folder.sample,
                explain=lambda error: str(error).replace(str(scratch), ""),
            )
    finally:
        database.close()


@dataclass(frozen=True)
class _Folder:
    """The files of a source, and where copies of them are kept meanwhile."""

    company: Company
    name: str
    source: SystemSource
    scratch: Path

    def parts(self, stream_name: str, stream: STREAM) -> list[Part]:
        """Return the files that are new or have changed, and the last, which shows the night."""
        files, root = self._files(stream_name, stream), fixed_root(self.company, stream)
        landed = {batch.part: batch.bookmark for batch in manifests(self.name, stream_name)}
        found = []
        for file in files:
            name, mark = str(file.relative_to(root)), self._mark(file)
            if not mark or landed.get(name) != mark or file == files[-1]:
                copy = self.scratch / f"{len(found)}.parquet"
                relate = partial(self._relate, stream_name, stream, file, copy)
                found.append(Part(name=name, relate=relate, bookmark=mark))
        return found

    def _relate(self, stream_name: str, stream: STREAM, file: Path, copy: Path) -> str:
        """Return a relation over a copy of a file's lines."""
        place = self._place(stream_name)
        refuse_what_is_no_file(file, place)
        copy_lines(file, copy, self.source.options, place)
        return fields_of(stream, copy)

    def sample(self, stream_name: str, stream: STREAM) -> list[Part]:
        """Return a part without rows, once the folder is found."""
        self._files(stream_name, stream)
        return [Part(fields_of(stream, write_rows(self.scratch / "sample.parquet")))]

    def _files(self, stream_name: str, stream: STREAM) -> list[Path]:
        return matching(self.company, stream, self._place(stream_name))

    def _mark(self, file: Path) -> str:
        """Return what a file holds and how it is understood, in short: a new mapping reads anew.

        What cannot be read has no mark; to relate it tells why.
        """
        if file.is_symlink() or not file.is_file():
            return ""
        try:
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256")
        except OSError:
            return ""
        digest.update(self.source.model_dump_json().encode())
        return digest.hexdigest()

    def _place(self, stream_name: str) -> str:
        return f"source {self.name}, stream {stream_name}"


def fields_of(stream: STREAM, file: Path) -> str:
    """Return a relation of a stream's fields over copied lines; of no JSON each field is null."""
    fields = [
        f"try({value_at(place)}) as {quoted_name(name)}" for name, place in stream.fields.items()
    ]
    return f"(select {', '.join(fields)}, payload from read_parquet({literal(str(file))}))"


READER = open_lines

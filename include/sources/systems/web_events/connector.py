"""Files of JSON lines, each line landed as it is: one that is no JSON goes to quarantine alone."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

from include.company import Company
from include.sources.config import SystemSource
from include.sources.files import fixed_root, matching
from include.sources.mapping import quoted_name
from include.sources.reading import OpenSource, Part
from include.sources.systems.web_events import STREAM
from include.sources.systems.web_events.lines import SCHEMA, copy_lines
from include.warehouse import connect, literal


@contextmanager
def open_lines(company: Company, name: str, source: SystemSource) -> Iterator[OpenSource]:
    """Open a drop folder of JSON lines; each file is a part of its own, under its name."""
    database = connect()
    with tempfile.TemporaryDirectory(prefix="clientele-") as scratch:

        def parts(stream_name: str, stream: STREAM) -> list[Part]:
            place = f"source {name}, stream {stream_name}"
            root = fixed_root(company, stream)
            found = []
            for file in matching(company, stream, place, may_be_empty=True):
                copy = Path(scratch) / f"{len(found)}.parquet"
                copy_lines(file, copy, source.options, place)
                found.append(Part(fields_of(stream, copy), str(file.relative_to(root))))
            return found

        def sample(stream_name: str, stream: STREAM) -> list[Part]:
            matching(company, stream, f"source {name}, stream {stream_name}", may_be_empty=True)
            copy = Path(scratch) / "sample.parquet"
            pq.write_table(SCHEMA.empty_table(), copy)
            return [Part(fields_of(stream, copy))]

        try:
            yield OpenSource(
                database,
                parts=lambda reading, closing: parts(reading.stream_name, reading.stream),
                sample=sample,
                explain=lambda error: str(error).replace(scratch, ""),
            )
        finally:
            database.close()


def fields_of(stream: STREAM, file: Path) -> str:
    """Return a relation of a stream's fields over copied lines; of no JSON each field is null."""
    fields = [f"{_value(place)} as {quoted_name(name)}" for name, place in stream.fields.items()]
    return f"(select {', '.join(fields)}, payload from read_parquet({literal(str(file))}))"


def _value(place: str) -> str:
    if place.startswith("="):
        return f"try(({place[1:]}))"
    path = place if place.startswith("$") else f'$."{place}"'
    return f"try((payload ->> {literal(path)}))"


READER = open_lines

"""Read one source for one interval and land what it gave; the warehouse is never opened here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from include.company import Company
from include.errors import ClienteleError
from include.landing.batches import BatchManifest, Window, folder
from include.landing.deletions import sweep
from include.landing.land import Reading, land
from include.landing.verdicts import BATCH, open_batch
from include.quality.contract import contract_of
from include.sources.config import Source, Stream
from include.sources.files import open_files
from include.sources.mapping import bind, describe, quoted_name, timestamp_utc
from include.sources.reading import OpenSource, Part, Reader
from include.sources.sql import open_sql
from include.warehouse import literal

READERS: dict[str, Reader] = {"sql": open_sql, "files": open_files}


@dataclass(frozen=True)
class Fetched:
    """A part of a stream, copied to a temporary file beside its future batch."""

    reading: Reading
    part: Part
    file: Path


def extract(
    company: Company, source_name: str, start: datetime, end: datetime, *, run_id: str
) -> list[BatchManifest]:
    """Land every stream of a source for [start, end), two aware moments.

    A stream that fails leaves the others alone; then the one `ClienteleError` at the end names
    each failure.
    """
    return next(extract_each(company, source_name, [(start, end)], run_id=run_id))


def extract_each(
    company: Company,
    source_name: str,
    intervals: Sequence[tuple[datetime, datetime]],
    *,
    run_id: str,
) -> Iterator[list[BatchManifest]]:
    """Land interval after interval over one connection, and yield the batches of each.

    What no interval can show, rows without a cursor and rows deleted at the source, is looked for
    once, with the last interval.
    """
    source = _source(company, source_name)
    with READERS[source.kind](company, source_name, source) as opened:
        for number, (start, end) in enumerate(intervals, start=1):
            if not start < end:
                raise ClienteleError(
                    f"the interval {start} to {end} is empty", remedy="Let it start before it ends"
                )
            readings = [
                Reading(
                    source_name,
                    stream_name,
                    stream,
                    stream.zone or source.zone or company.zone,
                    _window(start, end, stream),
                    run_id,
                )
                for stream_name, stream in source.streams.items()
            ]
            yield _extract_interval(company, source, opened, readings, number == len(intervals))


def _extract_interval(
    company: Company, source: Source, opened: OpenSource, readings: list[Reading], closing: bool
) -> list[BatchManifest]:
    """Fetch all streams in one transaction of the source, then land each."""
    failures: list[ClienteleError] = []
    fetched: list[Fetched] = []
    landed: list[BatchManifest] = []
    opened.database.begin()
    for reading in readings:
        with _collected(failures, opened, reading):
            fetched += _fetch_stream(opened, reading, closing)
    opened.database.rollback()
    for each in fetched:
        with _collected(failures, opened, each.reading):
            landed += _land(company, source, opened, each, closing)
    _raise_together(failures)
    return landed


def _source(company: Company, name: str) -> Source:
    if name not in company.enabled_sources:
        raise ClienteleError(
            f"there is no enabled source '{name}'",
            where="company.yml: sources",
            remedy=f"Enabled are {', '.join(company.enabled_sources) or 'none'}",
        )
    return company.enabled_sources[name]


def _window(start: datetime, end: datetime, stream: Stream) -> Window:
    first, last = (moment.astimezone(UTC).replace(tzinfo=None) for moment in (start, end))
    return Window(first, last, first - stream.overlap)


@contextmanager
def _collected(
    failures: list[ClienteleError], opened: OpenSource, reading: Reading
) -> Iterator[None]:
    try:
        yield
    except ClienteleError as error:
        failures.append(error)
    except duckdb.Error as error:
        _start_anew(opened.database)
        failures.append(
            ClienteleError(
                f"the stream cannot be read: {opened.explain(error).splitlines()[0]}",
                where=f"source {reading.source}, stream {reading.stream_name}",
                remedy="Check that the table or file is there, its columns, and the right to read",
            )
        )


def _start_anew(database: duckdb.DuckDBPyConnection) -> None:
    """Leave a transaction that an error has spoilt, so that the other streams can be read."""
    try:
        database.rollback()
    except duckdb.TransactionException:
        return
    database.begin()


def _fetch_stream(opened: OpenSource, reading: Reading, closing: bool) -> list[Fetched]:
    parts = opened.parts(reading.stream_name, reading.stream)
    return [
        Fetched(own, part, _fetch(opened.database, part, own, closing))
        for part in parts
        for own in [replace(reading, part=part.name)]
    ]


def _fetch(
    database: duckdb.DuckDBPyConnection, part: Part, reading: Reading, closing: bool
) -> Path:
    """Copy the rows of the window to a temporary Parquet file and return it."""
    columns = describe(database, f"select * from {part.relation}")
    kept = [name for name in columns if name not in reading.stream.exclude]
    body = ", ".join(map(quoted_name, kept))
    query = " union all ".join(
        f"select {body} from {part.relation} where {condition}"
        for condition in _conditions(reading, columns, closing)
    )
    target = folder(reading.source, reading.stream_name)
    target.mkdir(parents=True, exist_ok=True)
    file = target / f".{reading.window.start:%Y%m%d%H%M}-{reading.part}.fetched"
    database.execute(f"copy ({query}) to {literal(str(file))} (format parquet, compression zstd)")
    return file


def _land(
    company: Company, source: Source, opened: OpenSource, fetched: Fetched, closing: bool
) -> list[BatchManifest]:
    reading, database = fetched.reading, opened.database
    columns = open_batch(database, str(fetched.file))
    bound = bind(database, BATCH, reading.source, source, company.zone, reading.stream_name)
    contract = contract_of(database, BATCH, columns, reading.stream, reading.zone, bound)
    landed = [land(database, fetched.file, columns, reading, contract, company.quality)]
    if closing and reading.stream.deletions == "sweep":
        relation = fetched.part.relation
        landed += sweep(database, relation, columns, reading, company.quality)
    return landed


def _conditions(reading: Reading, columns: dict[str, str], closing: bool) -> list[str]:
    """Return the conditions of what is read, in a form that a database can answer by index."""
    stream, window = reading.stream, reading.window
    if stream.mode != "interval":
        return ["true"]
    kinds = {name.lower(): (name, kind) for name, kind in columns.items()}
    if stream.cursor.lower() not in kinds:
        raise ClienteleError(
            f"the column '{stream.cursor}' is not there",
            where=f"source {reading.source}, stream {reading.stream_name}: updated or time",
            remedy=f"The stream has the columns {', '.join(columns)}",
        )
    name, kind = kinds[stream.cursor.lower()]
    column = quoted_name(name)
    bounds = [_bound(moment, kind, reading.zone) for moment in (window.read_from, window.end)]
    if kind == "VARCHAR":
        column = timestamp_utc(column, kind, reading.zone, stream.time_formats)
    found = [f"{column} >= {bounds[0]} and {column} < {bounds[1]}"]
    return [*found, f"{column} is null"] if closing else found


def _bound(moment: datetime, kind: str, zone: str) -> str:
    """Write a bound in the column's own type, so that the comparison is left to the source."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"TIMESTAMPTZ '{moment.isoformat()}+00'"
    if kind == "VARCHAR":
        return f"TIMESTAMP '{moment.isoformat()}'"
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return f"DATE '{local.date()}'" if kind == "DATE" else f"TIMESTAMP '{local.isoformat()}'"


def _raise_together(failures: list[ClienteleError]) -> None:
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise ClienteleError(
            f"{len(failures)} streams failed:\n  " + "\n  ".join(map(str, failures)) + "\n",
            remedy="The other streams were landed",
        )

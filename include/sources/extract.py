"""Read one source for one interval and land what it gave; the warehouse is never opened here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import duckdb

from include.company import Company
from include.errors import ClienteleError
from include.landing.batches import BatchManifest, Window
from include.landing.deletions import sweep
from include.landing.land import Reading, land
from include.landing.verdicts import BATCH, open_batch
from include.quality.contract import contract_of
from include.sources.config import Source, Stream
from include.sources.fetch import Fetched, fetch
from include.sources.files import open_files
from include.sources.mapping import bind
from include.sources.reading import OpenSource, Reader
from include.sources.sql import open_sql

READERS: dict[str, Reader] = {"sql": open_sql, "files": open_files}


def extract(
    company: Company,
    source_name: str,
    start: datetime,
    end: datetime,
    *,
    run_id: str,
    closing: bool = True,
) -> list[BatchManifest]:
    """Land every stream of a source for [start, end), two aware moments.

    A `closing` extraction stands at the end of what is known: it also takes updates made since
    `end` (a row that was touched again would else be in no reading until the next), rows without a
    cursor, and deletions. One that fills in the past leaves that to the others.

    A stream that fails leaves the others alone; then the one `ClienteleError` at the end names
    each failure.
    """
    intervals = [(start, end)]
    return next(extract_each(company, source_name, intervals, run_id=run_id, closing=closing))


def extract_each(
    company: Company,
    source_name: str,
    intervals: Sequence[tuple[datetime, datetime]],
    *,
    run_id: str,
    closing: bool = True,
) -> Iterator[list[BatchManifest]]:
    """Land interval after interval over one connection, and yield the batches of each.

    Only the last interval can be `closing`, and only with it are those streams read that are read
    in full or file by file.
    """
    source = _source(company, source_name)
    with READERS[source.kind](company, source_name, source) as opened:
        for number, (start, end) in enumerate(intervals, start=1):
            is_last = number == len(intervals)
            readings = _readings(company, source_name, start, end, run_id)
            due = [r for r in readings if is_last or r.stream.mode == "interval"]
            yield _extract_interval(company, source, opened, due, closing and is_last)


def _readings(
    company: Company, source_name: str, start: datetime, end: datetime, run_id: str
) -> list[Reading]:
    if not start < end:
        raise ClienteleError(
            f"the interval {start} to {end} is empty", remedy="Let it start before it ends"
        )
    source = company.sources[source_name]
    return [
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
            fetched += fetch(opened, reading, closing)
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


def _raise_together(failures: list[ClienteleError]) -> None:
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise ClienteleError(
            f"{len(failures)} streams failed:\n  " + "\n  ".join(map(str, failures)) + "\n",
            remedy="The other streams were landed",
        )

"""Read one source for one interval and land what it gave; the warehouse is never opened here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from include.company import Company
from include.errors import ClienteleError
from include.landing.arrivals import read_until
from include.landing.batches import BatchManifest, Window, folder, manifests
from include.landing.draft import Reading
from include.sources.config import Source
from include.sources.failures import collected, raise_together
from include.sources.fetch import fetch
from include.sources.land_part import land_part
from include.sources.reading import OpenSource, reader_of
from include.sources.streams import Stream

LONGEST_WAIT_SECONDS = 3600


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

    A stream that fails leaves the others alone, and so does one of many files; then the one
    `ClienteleError` at the end names each failure.
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
    with _turn(source_name), reader_of(source.kind)(company, source_name, source) as opened:
        for number, (start, end) in enumerate(intervals, start=1):
            is_last = number == len(intervals)
            readings = _readings(company, source_name, start, end, run_id)
            due = [r for r in readings if is_last or r.stream.mode == "interval"]
            if closing and is_last:
                due = [_without_gap(reading) for reading in due]
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


def _without_gap(reading: Reading) -> Reading:
    """Let a closing reading begin where the readings before it left off, if a night was missed.

    That is never after the newest row they saw: only the source's own clock says how far they came.
    Without a key rows that are read twice cannot be told, so there the intervals must do.
    """
    until = read_until(reading.source, reading.stream_name, reading.stream)
    if not until or reading.stream.mode != "interval":
        return reading
    batches = manifests(reading.source, reading.stream_name) if reading.stream.key else []
    seen = max((batch.cursor_after for batch in batches if batch.cursor_after), default=until)
    begin = min(*map(datetime.fromisoformat, (until, seen)), reading.window.read_from)
    return replace(reading, window=replace(reading.window, read_from=begin))


def _extract_interval(
    company: Company, source: Source, opened: OpenSource, readings: list[Reading], closing: bool
) -> list[BatchManifest]:
    """Fetch all streams in one transaction of the source, then land each."""
    failures: dict[str, list[ClienteleError]] = {reading.stream_name: [] for reading in readings}
    landed: list[BatchManifest] = []
    opened.database.begin()
    fetched = [
        part
        for reading in readings
        for part in fetch(opened, reading, closing, failures[reading.stream_name])
    ]
    opened.database.rollback()
    last = {part.reading.stream_name: part for part in fetched}
    for part in fetched:
        own = failures[part.reading.stream_name]
        is_all = part in last.values() and not own
        told = part if is_all else part.without_its_night()
        with collected(own, opened, part.reading):
            landed += land_part(company, source, opened, told, closing)
    arrived = {batch.stream for batch in landed}
    for reading in readings:
        with collected(failures[reading.stream_name], opened, reading):
            if reading.stream_name in arrived:
                opened.settled(reading.stream_name)
    raise_together([failure for own in failures.values() for failure in own])
    return landed


@contextmanager
def _turn(source_name: str) -> Iterator[None]:
    """Wait for another extraction of the source: two at once would not know what is newer.

    Whatever unfinished file lies beside the batches then is of one that was killed, and is removed.
    """
    place = folder(source_name, "").parent / f".{source_name}.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place, timeout=LONGEST_WAIT_SECONDS):
            for left in folder(source_name, "").glob("*/.*"):
                left.unlink()
            yield
    except Timeout as error:
        raise ClienteleError(
            "another extraction of the source has not ended",
            where=str(place),
            remedy="Wait for it, or stop the process that holds the lock",
        ) from error


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

"""What each source has brought up to a day: read until when, how many rows, how many refused."""

from datetime import date, datetime

from include.company import Company
from include.landing.arrivals import missing_sources
from include.landing.batches import BatchManifest, manifests

SourceStatus = tuple[str, datetime | None, int, int, bool]


def source_status(company: Company, as_of: date) -> list[SourceStatus]:
    """Return name, read until (naive UTC), rows landed, rows in quarantine, is missing; per source.

    A window that was read again counts once, by its newest reading. A source is missing when it
    was not read up to the end of the day.
    """
    missing = missing_sources(company, as_of)
    return [
        _status(name, list(source.streams), name in missing)
        for name, source in company.enabled_sources.items()
    ]


def _status(name: str, streams: list[str], is_missing: bool) -> SourceStatus:
    batches = [batch for stream in streams for batch in manifests(name, stream)]
    newest: dict[tuple[str, ...], BatchManifest] = {}
    for batch in batches:
        if batch.sha256 and batch.mode != "deletions":
            whole = batch.mode == "full"
            window = () if whole else (batch.window_start, batch.window_end, batch.part)
            newest[(batch.stream, *window)] = batch
    ends = [datetime.fromisoformat(batch.window_end) for batch in batches]
    return (
        name,
        max(ends, default=None),
        sum(batch.rows_landed for batch in newest.values()),
        sum(batch.quarantined for batch in newest.values()),
        is_missing,
    )

"""Which sources have brought everything up to a day's end, told by their manifests."""

from datetime import UTC, date, datetime, time, timedelta

from include.company import Company
from include.landing.batches import manifests
from include.sources.streams import Stream


def missing_sources(company: Company, as_of: date) -> list[str]:
    """Return the enabled sources that have a stream not yet read up to the end of the local day."""
    midnight = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=company.time_zone)
    end = midnight.astimezone(UTC).replace(tzinfo=None).isoformat()
    return [
        name
        for name, source in company.enabled_sources.items()
        if any(read_until(name, key, stream) < end for key, stream in source.streams.items())
    ]


def read_until(source: str, stream_name: str, stream: Stream) -> str:
    """Return up to when a stream was read without a gap, in ISO format; empty before any reading.

    A stream that is read in full or file by file has no gaps: its last reading is all there is.
    """
    batches = [b for b in manifests(source, stream_name) if b.mode != "deletions"]
    if stream.mode != "interval":
        return max((batch.window_end for batch in batches), default="")
    until = ""
    for read_from, end in sorted((batch.read_from, batch.window_end) for batch in batches):
        if until and read_from > until:
            return until
        until = max(until, end)
    return until

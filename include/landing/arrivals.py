"""Which sources have brought everything up to a day's end, told by their manifests."""

from datetime import UTC, date, datetime, time, timedelta

from include.company import Company
from include.landing.batches import manifests


def missing_sources(company: Company, as_of: date) -> list[str]:
    """Return the enabled sources that have a stream not yet read up to the end of the local day."""
    midnight = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=company.time_zone)
    end = midnight.astimezone(UTC).replace(tzinfo=None).isoformat()
    return [
        name
        for name, source in company.enabled_sources.items()
        if any(_read_until(name, stream) < end for stream in source.streams)
    ]


def _read_until(source: str, stream: str) -> str:
    """Return the end of the last window, in ISO format; empty before the first reading."""
    return max((batch.window_end for batch in manifests(source, stream)), default="")

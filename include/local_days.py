"""Days as a person names them: in the company's zone, first and last included."""

from datetime import UTC, date, datetime, time, timedelta

from include.company import Company
from include.errors import ClienteleError


def days_of_range(first: date, last: date) -> list[date]:
    """Return every day of a range; one that lies in the future or ends too early is an error."""
    if last > datetime.now(UTC).date() + timedelta(days=1):
        raise ClienteleError(f"{last} lies in the future", remedy="Name a day that has begun")
    if last < first:
        raise ClienteleError(
            f"the range ends before it starts: {first} to {last}", remedy="Let --from be the first"
        )
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def month_ends(first: date, last: date) -> list[date]:
    """Return the last days of months in a range; a range without one is an error."""
    days = [day for day in days_of_range(first, last) if (day + timedelta(days=1)).day == 1]
    if not days:
        raise ClienteleError(
            f"no month ends from {first} to {last}", remedy="Name a range that holds one"
        )
    return days


def yesterday(company: Company) -> date:
    """Return the last day that is over where the company is."""
    return datetime.now(UTC).astimezone(company.time_zone).date() - timedelta(days=1)


def day_bounds(company: Company, day: date) -> tuple[datetime, datetime]:
    """Return the midnights between which a day lies in the company's zone."""
    start, end = (
        datetime.combine(day + timedelta(days=ahead), time(), tzinfo=company.time_zone)
        for ahead in (0, 1)
    )
    return start, end

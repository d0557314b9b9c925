"""What every DAG shares: its defaults, the pool, the company's clock, and the date of a run."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import CronDataIntervalTimetable

from include.company import Company
from include.errors import ClienteleError
from include.refresh import WAREHOUSE_POOL

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol

__all__ = [
    "DAG_DEFAULTS",
    "UNTIL_REFRESHED",
    "WAREHOUSE_POOL",
    "as_of",
    "daily_at",
    "every",
    "interval",
    "is_overdue",
    "refresh_schedule",
    "sends_mail",
    "train_schedule",
    "wants_past",
]

DAG_DEFAULTS: dict[str, Any] = {
    "start_date": datetime(2000, 1, 1, tzinfo=UTC),  # any history can be backfilled
    "catchup": False,
    "max_active_runs": 1,
    "default_args": {
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=15),
    },
}

# for a task that a late refresh lets succeed: some three hours of trying
UNTIL_REFRESHED: dict[str, Any] = {"retries": 12, "retry_delay": timedelta(minutes=10)}

# the refresh starts this long before the first report, and keeps the last hour for building
REFRESH_LEAD = timedelta(hours=3)
BUILD_TIME = timedelta(hours=1)
EARLIEST = time(0, 30)


def every(cron: str, company: Company) -> CronDataIntervalTimetable:
    """Return a schedule by the company's clock; its runs cover [start, end)."""
    return CronDataIntervalTimetable(cron, timezone=company.zone)


def daily_at(at: time, company: Company, days: str = "* * *") -> CronDataIntervalTimetable:
    """Return a schedule at a minute of the company's clock; `days` are cron's last three fields."""
    return every(f"{at.minute} {at.hour} {days}", company)


def refresh_schedule(company: Company) -> CronDataIntervalTimetable:
    """Return a daily schedule some hours before the first report, but never before midnight."""
    return daily_at(_refresh_at(company), company)


def train_schedule(company: Company) -> CronDataIntervalTimetable:
    """Return a weekly schedule at Sunday's first report, when the night's refresh is done."""
    return daily_at(_first_report(company), company, "* * sun")


def is_overdue(dag_run: "DagRunProtocol", company: Company) -> bool:
    """Return whether the refresh must go on without the sources that are still missing."""
    lead = _on_one_day(_first_report(company)) - _on_one_day(_refresh_at(company))
    return datetime.now(UTC) >= dag_run.run_after + lead - BUILD_TIME


def as_of(dag_run: "DagRunProtocol", company: Company) -> date:
    """Return the last full local day that a run may know of.

    It is the day before the run was due, whether it was scheduled, filled in later or started by
    an asset or a person; who starts a run by hand may name the day with `{"as_of": "2025-10-31"}`.
    """
    asked = (dag_run.conf or {}).get("as_of")
    if asked:
        return _date(asked, "as_of")
    return dag_run.run_after.astimezone(company.time_zone).date() - timedelta(days=1)


def interval(dag_run: "DagRunProtocol", company: Company) -> tuple[datetime, datetime]:
    """Return the half-open interval that an extraction covers, as two aware moments.

    A run by hand may name whole local days, `{"start": "2025-10-01", "end": "2025-11-01"}`, the
    end not included.
    """
    asked = {name: (dag_run.conf or {}).get(name) for name in ("start", "end")}
    if not any(asked.values()):
        return dag_run.data_interval_start, dag_run.data_interval_end
    if not all(asked.values()):
        raise ClienteleError(
            "an interval needs both its days", where="the run's configuration", remedy="start, end"
        )
    days = [_date(text, name) for name, text in asked.items()]
    start, end = (datetime.combine(day, time(), tzinfo=company.time_zone) for day in days)
    return start, end


def sends_mail(dag_run: "DagRunProtocol") -> bool:
    """Return whether a report run delivers: a backfill does only when asked by `{"send": true}`."""
    return bool((dag_run.conf or {}).get("send", dag_run.run_type != "backfill"))


def wants_past(dag_run: "DagRunProtocol") -> bool:
    """Return whether a person has named the day of a run, and so wants to see just that day."""
    return dag_run.run_type == "manual" and bool((dag_run.conf or {}).get("as_of"))


def _first_report(company: Company) -> time:
    return min(company.reports.daily.at, company.reports.monthly.at)


def _refresh_at(company: Company) -> time:
    start = _on_one_day(_first_report(company)) - REFRESH_LEAD
    return max(start, _on_one_day(EARLIEST)).time()


def _on_one_day(at: time) -> datetime:
    """Put a wall-clock time on some day, so that it can be reckoned with."""
    return datetime.combine(date(2000, 1, 1), at, tzinfo=UTC)


def _date(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ClienteleError(
            f"'{text}' is no date",
            where=f"{name} in the run's configuration",
            remedy="Write it as 2025-10-31",
        ) from error

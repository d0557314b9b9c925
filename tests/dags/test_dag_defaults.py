"""The date of a run, its interval and whether it sends: decided in one place for all DAGs."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest

from include.errors import ClienteleError


@dataclass
class Run:
    """What a DAG run tells its tasks."""

    run_after: datetime
    run_type: str = "scheduled"
    conf: dict = field(default_factory=dict)
    data_interval_start: datetime | None = None
    data_interval_end: datetime | None = None


@pytest.fixture
def defaults():
    from include import dag_defaults

    return dag_defaults


@pytest.fixture
def company(company_of):
    return company_of({}, zone="Europe/Kyiv", reports={"daily": {"at": "08:00"}})


@pytest.mark.parametrize(
    ("run_after", "day"),
    [
        # 08:00 in Kyiv: the day before is the last full one
        (datetime(2025, 11, 1, 6, tzinfo=UTC), date(2025, 10, 31)),
        # 00:30 in Kyiv is still yesterday in UTC
        (datetime(2025, 10, 31, 22, 30, tzinfo=UTC), date(2025, 10, 31)),
        # one minute before midnight in Kyiv the day is not full yet
        (datetime(2025, 10, 31, 21, 59, tzinfo=UTC), date(2025, 10, 30)),
    ],
)
def test_a_run_knows_the_last_full_local_day_before_it_was_due(defaults, company, run_after, day):
    for run_type in ("scheduled", "manual", "backfill", "asset_triggered"):
        assert defaults.as_of(Run(run_after, run_type), company) == day


def test_a_run_by_hand_may_name_its_day(defaults, company):
    run = Run(datetime(2026, 1, 1, tzinfo=UTC), "manual", {"as_of": "2025-10-31"})

    assert defaults.as_of(run, company) == date(2025, 10, 31)


def test_a_day_that_is_none_is_said_so(defaults, company):
    run = Run(datetime(2026, 1, 1, tzinfo=UTC), "manual", {"as_of": "31.10.2025"})

    with pytest.raises(ClienteleError, match=r"31\.10\.2025.*as_of.*2025-10-31"):
        defaults.as_of(run, company)


def test_an_extraction_covers_the_interval_of_its_run(defaults, company):
    bounds = datetime(2025, 10, 30, tzinfo=UTC), datetime(2025, 10, 31, tzinfo=UTC)
    run = Run(bounds[1], "backfill", {}, *bounds)

    assert defaults.interval(run, company) == bounds


def test_an_extraction_by_hand_covers_the_whole_local_days_it_names(defaults, company):
    conf = {"start": "2025-10-25", "end": "2025-10-27"}
    run = Run(datetime(2026, 1, 1, tzinfo=UTC), "manual", conf)

    start, end = defaults.interval(run, company)

    # the clock went back on the 26th: 49 hours
    assert start == datetime(2025, 10, 24, 21, tzinfo=UTC)
    assert end == datetime(2025, 10, 26, 22, tzinfo=UTC)


def test_an_extraction_with_half_an_interval_is_refused(defaults, company):
    run = Run(datetime(2026, 1, 1, tzinfo=UTC), "manual", {"start": "2025-10-25"})

    with pytest.raises(ClienteleError, match="both"):
        defaults.interval(run, company)


@pytest.mark.parametrize(
    ("run_type", "conf", "sends"),
    [
        ("scheduled", {}, True),
        ("manual", {}, True),
        ("manual", {"send": False}, False),
        ("backfill", {}, False),
        ("backfill", {"send": True}, True),
    ],
)
def test_a_backfill_sends_no_mail_unless_asked(defaults, run_type, conf, sends):
    assert defaults.sends_mail(Run(datetime(2026, 1, 1, tzinfo=UTC), run_type, conf)) is sends


@pytest.mark.parametrize(
    ("run_type", "conf", "wants"),
    [
        ("manual", {"as_of": "2025-10-31"}, True),
        ("manual", {}, False),
        ("scheduled", {}, False),
        ("backfill", {"as_of": "2025-10-31"}, False),
    ],
)
def test_only_a_person_who_names_a_day_wants_the_past(defaults, run_type, conf, wants):
    assert defaults.wants_past(Run(datetime(2026, 1, 1, tzinfo=UTC), run_type, conf)) is wants


@pytest.mark.parametrize(
    ("daily", "minute"), [("08:00", "0 5 * * *"), ("03:10", "30 0 * * *"), ("01:00", "30 0 * * *")]
)
def test_the_refresh_starts_before_the_first_report_but_on_the_same_day(
    defaults, company_of, daily, minute
):
    reports = {"daily": {"at": daily}, "monthly": {"at": "09:00"}}

    timetable = defaults.refresh_schedule(company_of({}, reports=reports))

    assert timetable.expression == minute


def test_the_refresh_waits_for_sources_only_until_its_deadline(defaults, company):
    now = datetime.now(UTC)

    assert not defaults.is_overdue(Run(now - timedelta(hours=1)), company)
    assert defaults.is_overdue(Run(now - timedelta(hours=3)), company)


def test_an_early_report_leaves_less_time_to_wait(defaults, company_of):
    company = company_of({}, reports={"daily": {"at": time(2, 0).isoformat()}})
    now = datetime.now(UTC)

    assert defaults.is_overdue(Run(now - timedelta(minutes=45)), company)

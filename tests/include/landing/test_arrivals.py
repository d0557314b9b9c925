"""A source is in when each of its streams has been read up to the end of the local day."""

from datetime import date

import pytest

from include.landing.arrivals import missing_sources
from tests.conftest import extract_days

COLUMNS = {"period_month": "month", "planned_amount": "amount"}
STREAMS = {"early": {"path": "early.csv"}, "late": {"path": "late.csv"}}
SOURCE = {
    "kind": "files",
    "streams": STREAMS,
    "entities": {"sales_plan": [{"from": name, "columns": COLUMNS} for name in STREAMS]},
}
DAY = date(2025, 7, 1)  # summer time: the local day ends at 23:00 UTC


@pytest.fixture
def company(home, company_of, tmp_path):
    for name in STREAMS:
        (tmp_path / f"{name}.csv").write_text("month,amount\n2025-07-01,100\n")
    return company_of({"first": SOURCE, "second": SOURCE, "off": {**SOURCE, "enabled": False}})


def test_before_any_reading_every_enabled_source_is_missing(company):
    assert missing_sources(company, DAY) == ["first", "second"]


def test_a_source_that_was_read_up_to_the_end_of_the_day_is_in(company):
    extract_days(company, "first", DAY)

    assert missing_sources(company, DAY) == ["second"]


def test_a_source_that_was_read_for_the_day_before_is_missing(company):
    extract_days(company, "first", date(2025, 6, 30))

    assert missing_sources(company, DAY) == ["first", "second"]


def test_a_source_with_one_stream_behind_is_missing(company, tmp_path):
    (tmp_path / "late.csv").unlink()
    with pytest.raises(Exception, match="no file is there"):
        extract_days(company, "first", DAY)

    assert missing_sources(company, DAY) == ["first", "second"]

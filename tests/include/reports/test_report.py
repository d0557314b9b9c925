"""A night that fails costs a report its day's numbers for a while, never the report."""

from dataclasses import asdict, replace
from datetime import date

import pytest

from include.delivery.ledger import ledger_rows
from include.errors import ClienteleError
from include.report import make_report
from include.settings import paths

FRIDAY = date(2011, 11, 25)


@pytest.fixture
def company(home, company_of):
    return company_of(
        {},
        mail={"connection": "mail", "sender": "Gifts <reports@shop.example>"},
        reports={"daily": {"at": "08:00", "recipients": ["ann@shop.example"]}},
    )


def try_friday(company):
    return make_report("daily", FRIDAY, company, send=True, or_latest=True)


def test_the_true_report_follows_a_stale_one_as_soon_as_there_is_one(
    serve, publish, company, daily
):
    mailbox = serve()
    thursday = asdict(daily().day)
    publish({"reports.rpt_daily_summary": [thursday]})
    for _ in range(2):
        with pytest.raises(ClienteleError, match=r"2011-11-25 was made of older data.*Refresh"):
            try_friday(company)
    assert len(mailbox.taken) == 1

    paths().published_file.unlink()
    friday = asdict(replace(daily().day, report_date=FRIDAY))
    publish({"reports.rpt_daily_summary": [thursday, friday]})
    try_friday(company)
    try_friday(company)

    assert len(mailbox.taken) == 2
    assert [row[:2] for row in ledger_rows()] == [("daily", FRIDAY), ("daily_stale", FRIDAY)]


def test_files_of_older_data_are_written_and_never_called_a_success(publish, company, daily):
    publish({"reports.rpt_daily_summary": [asdict(daily().day)]})

    with pytest.raises(ClienteleError, match="end on 2011-11-24"):
        make_report("daily", FRIDAY, company, send=False, or_latest=True)

    assert (paths().reports / "daily" / "2011-11-25" / "report.html").exists()

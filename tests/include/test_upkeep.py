"""Keeping the house: a damaged batch is found, the ledger is copied, only old logs go."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from include.errors import ClienteleError
from include.settings import paths
from include.upkeep import back_up_ledger, check_landing, remove_old_logs
from tests.conftest import extract_days

PLANS = {
    "plans": {
        "kind": "files",
        "streams": {"plans": {"path": "plans.csv"}},
        "entities": {
            "sales_plan": {
                "from": "plans",
                "columns": {"period_month": "month", "planned_amount": "amount"},
            }
        },
    }
}


@pytest.fixture
def company(home, company_of, tmp_path):
    (tmp_path / "plans.csv").write_text("month,amount\n2025-10-01,100\n")
    return company_of(PLANS)


def test_a_whole_landing_is_counted_batch_by_batch(company):
    extract_days(company, "plans", date(2025, 10, 30))

    assert check_landing(company) == 1


def test_a_damaged_batch_is_named(company):
    (batch,) = extract_days(company, "plans", date(2025, 10, 30))
    batch.file.write_bytes(batch.file.read_bytes()[:-1])

    with pytest.raises(ClienteleError, match=f"damaged.*{batch.batch_id}"):
        check_landing(company)


def test_the_ledger_is_copied_as_it_is(home):
    with closing(sqlite3.connect(home / "ledger.sqlite")) as ledger:
        ledger.execute("create table deliveries as select 'sent' as state")
        ledger.commit()

    copy = back_up_ledger(date(2025, 10, 31))

    with closing(sqlite3.connect(copy)) as backup:
        assert backup.execute("select state from deliveries").fetchall() == [("sent",)]


def test_no_ledger_no_copy(home):
    assert back_up_ledger(date(2025, 10, 31)) is None
    assert list(home.iterdir()) == []


def test_a_ledger_on_a_server_is_left_to_that_server(home, monkeypatch):
    monkeypatch.setenv("CLIENTELE_LEDGER_URL", "postgresql+psycopg2://somewhere/ledger")

    assert back_up_ledger(date(2025, 10, 31)) is None


def test_only_logs_older_than_a_month_are_removed(home):
    logs = paths().logs / "dbt"
    logs.mkdir(parents=True)
    for name, day in (("old.log", 30), ("new.log", 31)):
        (logs / name).touch()
        moment = datetime(2025, 9, day, 12, tzinfo=UTC) if day < 31 else datetime.now(UTC)
        os.utime(logs / name, (moment.timestamp(), moment.timestamp()))

    removed = remove_old_logs(date(2025, 10, 31))

    assert removed == 1
    assert [file.name for file in logs.iterdir()] == ["new.log"]

"""A real wholesaler's year, day by day: the published tables match the known totals exactly."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from include.company import load_company
from include.landing.batches import manifests
from include.publish import SCHEMAS
from include.refresh import refresh
from include.report import make_report
from include.sources.extract import extract_each
from include.warehouse import open_published
from sandbox.online_retail import (
    COMPANY,
    DATA,
    FIRST_DAY,
    LAST_DAY,
    figures,
    fill_invoice_lines,
)
from sandbox.postgres import connection_json
from tests.conftest import NO_REAL_DATA

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=NO_REAL_DATA)

DAYS = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
KNOWN = {
    "invoice lines": 541_909,
    "invoice numbers": 25_900,
    "clients": 4_372,
    "clients who bought": 4_338,
    "value of all lines": Decimal("9747747.93"),
    "sales": 19_959,
    "value of sales": Decimal("10655622.48"),
    "cancellations": 3_836,
    "cancelled lines": 9_288,
    "value of cancellations": Decimal("-896812.49"),
    "adjustments": 3,
    "lines without charge": 2_515,
    "lines without client": 135_080,
    "sales of 2011-11-24": 113,
    "value of sales of 2011-11-24": Decimal("50978.63"),
    "clients seen on 2011-11-24": 104,
}


@pytest.fixture(scope="module")
def wholesaler(tmp_path_factory, postgres):
    """Extract every day in order, refresh, and keep the home for all tests of this module."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CLIENTELE_HOME", str(tmp_path_factory.mktemp("in_order")))
        patched.setenv("AIRFLOW_CONN_ONLINE_RETAIL", connection_json(postgres))
        fill_invoice_lines(postgres.get_uri())
        company = load_company(COMPANY)
        extract_all(company, DAYS)
        refresh(company, LAST_DAY)
        yield company


def extract_all(company, days: list[date]) -> None:
    zone = company.time_zone
    intervals = [
        (
            datetime.combine(day, time(), tzinfo=zone),
            datetime.combine(day + timedelta(days=1), time(), tzinfo=zone),
        )
        for day in days
    ]
    for _ in extract_each(company, "shop", intervals, run_id="test"):
        pass


def hashes() -> dict[str, tuple]:
    """Return per published table a hash that does not depend on the order of its rows."""
    with open_published() as published:
        tables = published.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
        return {
            f"{schema}.{table}": published.execute(
                f"select count(*), sum(hash(t)), bit_xor(hash(t)) from {schema}.{table} as t"
            ).fetchone()
            for schema, table in tables
            if schema in SCHEMAS
        }


def test_the_known_totals_are_met_to_the_penny(wholesaler):
    found = figures()

    assert {name: found[name] for name in KNOWN} == KNOWN


def test_nothing_is_lost_between_the_source_and_landing(wholesaler):
    batches = manifests("shop", "invoice_lines")

    assert len(batches) == len(DAYS)
    assert sum(batch.rows_in for batch in batches) == KNOWN["invoice lines"]
    assert sum(1 for batch in batches if batch.rows_in) == 305
    assert all(b.rows_in == b.rows_landed + b.duplicates + b.quarantined for b in batches)


def test_the_reports_show_the_published_numbers(wholesaler):
    daily = make_report("daily", date(2011, 11, 24), wholesaler, send=False)
    monthly = make_report("monthly", date(2011, 11, 1), wholesaler, send=False)

    day, month = ((folder / "report.txt").read_text() for folder in (daily, monthly))

    assert "113" in day
    assert "50,978.63" in day
    assert "1,509,496" in month
    assert "2,769" in month


def test_any_order_of_days_and_a_second_reading_publish_equal_tables(
    wholesaler, tmp_path, monkeypatch
):
    in_order = hashes()
    extract_all(wholesaler, DAYS[-40:])
    refresh(wholesaler, LAST_DAY)
    read_twice = hashes()
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path))
    shuffled_days = random.Random(7).sample(DAYS, len(DAYS))
    extract_all(wholesaler, shuffled_days)
    refresh(wholesaler, LAST_DAY)

    assert len(in_order) > 20
    assert read_twice == in_order
    assert hashes() == in_order

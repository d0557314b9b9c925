"""A real marketplace's funnel: the published tables match the known figures exactly."""

from decimal import Decimal

import pytest

from include.company import load_company
from include.landing.batches import manifests
from include.refresh import refresh
from include.warehouse import open_published
from sandbox.olist import (
    COMPANY,
    DATA,
    LAST_DAY,
    conversion_by_origin,
    drop_files,
    figures,
    wins_by_seller,
)
from tests.conftest import NO_REAL_DATA, extract_days

pytestmark = pytest.mark.skipif(not (DATA / "olist").exists(), reason=NO_REAL_DATA)

KNOWN = {
    "leads": 8_000,
    "deals won": 842,
    "SDR": 32,
    "SR": 22,
    "median days from contact to sale": Decimal("14.00"),
    "orders": 10_000,
    "people": 9_920,
    "orders with items": 9_889,
    "orders paid as they were sold, to a cent": 9_861,
}


@pytest.fixture(scope="module")
def marketplace(tmp_path_factory):
    """Read the exports, refresh as of the last sale, and keep the home for all tests here."""
    home = tmp_path_factory.mktemp("olist")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CLIENTELE_HOME", str(home))
        drop_files(home / "inbox")
        company = load_company(COMPANY)
        extract_days(company, "olist", LAST_DAY, closing=True)
        refresh(company, LAST_DAY)
        yield company


def test_the_known_figures_are_met(marketplace):
    found = figures()

    assert {name: found[name] for name in KNOWN} == KNOWN


def test_no_row_of_the_exports_is_refused(marketplace):
    batches = [
        batch for name in ("leads", "orders", "payments") for batch in manifests("olist", name)
    ]

    assert [batch.rows_landed for batch in batches] == [8_000, 10_000, 10_515]


def test_conversion_by_origin_has_the_known_counts_and_wilson_s_interval(marketplace):
    origins = {name: row for name, *row in conversion_by_origin()}

    # the intervals are those of statsmodels' proportion_confint(method="wilson")
    assert origins["organic search"][:5] == [2_296, 271, *map(Decimal, ("11.80", "10.55", "13.19"))]
    assert origins["paid search"][:5] == [1_586, 195, *map(Decimal, ("12.30", "10.77", "14.00"))]
    assert origins["social"][:5] == [1_350, 75, *map(Decimal, ("5.56", "4.46", "6.91"))]
    assert sum(row[0] for row in origins.values()) == 8_000
    assert sum(row[1] for row in origins.values()) == 842


def test_every_lead_had_its_whole_window_and_late_sales_are_told_apart(marketplace):
    with open_published() as published:
        told = published.execute(
            "select explanation, count(*) from marts.fct_deal_funnel_steps "
            "where is_won group by all order by all"
        ).fetchall()

    assert told == [("after_window", 86), ("all_agree", 756), ("not_reached", 7_158)]
    assert not any(is_immature for *_, is_immature in conversion_by_origin())


def test_the_sales_of_all_sellers_make_up_the_sales(marketplace):
    sellers = wins_by_seller()

    assert len(sellers) == 22
    assert sellers[0][:3] == ("SR 4ef15a", 133, 15.8)
    assert sum(wins for _, wins, *_ in sellers) == 842

"""The landing views: what the company's calendar and an absent source look like."""

from datetime import date

from include.company_sections import Calendar
from include.landing.company_tables import holidays
from include.landing.load import load_landing
from include.sources.entities import ENTITIES
from include.warehouse import open_warehouse


def test_holidays_are_the_country_s_and_the_company_s_own():
    calendar = Calendar(country="GB", extra_holidays=("2025-07-01",))

    days = dict(holidays(calendar, date(2025, 1, 1), date(2025, 12, 25)))

    assert days[date(2025, 7, 1)] == "company holiday"
    assert date(2025, 12, 25) in days
    assert date(2025, 12, 26) not in days


def test_an_entity_that_nobody_serves_is_empty_and_typed(home, company_of):
    load_landing(company_of({}))

    with open_warehouse() as database:
        for entity in ENTITIES.values():
            assert database.execute(f"from landing.{entity.view}").fetchall() == []
        kinds = database.execute("describe landing.orders").fetchall()
    assert {name: kind for name, kind, *_ in kinds}["order_total"] == "DECIMAL(18,2)"

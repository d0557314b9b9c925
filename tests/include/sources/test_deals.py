"""Deals at the door: what company.yml does not name, and what cannot be, goes to quarantine."""

from datetime import date

import pytest

from include.landing.load import load_landing
from include.warehouse import connect, literal, open_warehouse
from tests.conftest import extract_days

DAY = date(2025, 7, 1)
FUNNELS = {"sales": {"stages": ["new", "won"], "lost": ["lost"]}, "service": {"stages": ["a", "b"]}}
SOURCES = {
    "crm": {
        "kind": "files",
        "id_prefix": "crm-",
        "streams": {
            "deals": {"path": "deals.csv", "load": "full"},
            "events": {"path": "events.csv", "load": "full"},
        },
        "entities": {
            "deal": {
                "from": "deals",
                "columns": {
                    "deal_id": "id",
                    "created_at": "opened",
                    "amount": "amount",
                    "funnel_id": "funnel",
                },
            },
            "deal_stage_event": {
                "from": "events",
                "columns": {"deal_id": "deal", "stage": "stage", "entered_at": "moment"},
            },
        },
    }
}
DEALS = """id,opened,amount,funnel
1,2025-07-01 10:00,100,
2,2025-07-01 10:00,-1,sales
3,2025-07-01 10:00,5,marketing
4,2025-07-01 10:00,,service
"""
EVENTS = """deal,stage,moment
1,new,2025-07-01 10:00
1,archived,2025-07-01 11:00
1,lost,2025-07-01 12:00
1,new,
"""


@pytest.fixture
def crm(home, tmp_path, company_of):
    (tmp_path / "deals.csv").write_text(DEALS)
    (tmp_path / "events.csv").write_text(EVENTS)
    return company_of(SOURCES, funnels=FUNNELS)


def reasons(batch) -> list[str]:
    with connect() as database:
        file = literal(str(batch.quarantine_file))
        rows = database.execute(f"select unnest(_reasons) from {file}").fetchall()
    return [row[0] for row in rows]


def test_a_stage_that_the_dictionary_lacks_is_quarantined_with_the_reason(crm):
    events = extract_days(crm, "crm", DAY)[1]

    assert (events.rows_in, events.rows_landed, events.quarantined) == (4, 2, 2)
    assert reasons(events) == [
        "deal_stage_event: stage is none of new, won, lost, a, b (found: archived)",
        "deal_stage_event: entered_at is required",
    ]


def test_a_negative_amount_and_an_unknown_funnel_are_quarantined(crm):
    deals = extract_days(crm, "crm", DAY)[0]

    assert reasons(deals) == [
        "deal: amount is below 0 (found: -1)",
        "deal: funnel_id is none of sales, service (found: marketing)",
    ]


def test_a_stage_that_is_added_to_the_dictionary_brings_its_rows_back(crm, company_of):
    extract_days(crm, "crm", DAY)
    wider = FUNNELS | {"sales": {"stages": ["new", "won"], "lost": ["lost", "archived"]}}

    events = extract_days(company_of(SOURCES, funnels=wider), "crm", DAY)[1]

    assert events.rows_landed == 3


def test_the_source_s_prefix_marks_its_own_keys_and_no_name_of_company_yml(crm):
    extract_days(crm, "crm", DAY)
    load_landing(crm)

    with open_warehouse() as database:
        deals = database.execute("select deal_id, funnel_id from landing.deals order by 1")
        assert deals.fetchall() == [("crm-1", None), ("crm-4", "service")]
        events = database.execute("select distinct deal_id from landing.deal_stage_events")
        assert events.fetchall() == [("crm-1",)]

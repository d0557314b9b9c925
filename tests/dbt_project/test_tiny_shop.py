"""The whole way from landing to report, on a shop small enough to be reckoned by hand."""

import json
import shutil
from datetime import date
from decimal import Decimal

import pytest

from include.dbt import build, run_unit_tests
from include.errors import ClienteleError
from include.warehouse import open_warehouse
from tests.dbt_project.conftest import AS_OF, COMPANY


def money(text: str) -> Decimal:
    return Decimal(text)


def test_every_landed_line_of_a_known_order_is_in_the_mart(tiny):
    lines = tiny.execute(
        "select line_id, line_total, is_sale from marts.fct_order_lines order by 1"
    )

    assert lines.fetchall() == [
        ("l1", money("20.00"), True),
        ("l2", money("0.00"), False),
        ("l3", money("10.00"), True),
        ("l4", money("7.51"), True),
        ("l5", money("100.00"), False),
        ("l6", money("1.00"), False),
        ("l7", money("2.00"), False),
    ]


def test_gifts_tests_and_cancelled_orders_are_no_sales_and_tomorrow_is_not_there(tiny):
    orders = tiny.execute("select order_id, order_date, is_sale from marts.fct_orders order by 1")

    assert orders.fetchall() == [
        ("anonymous", date(2024, 4, 2), True),
        ("cancelled", date(2024, 4, 2), False),
        ("gift", date(2024, 4, 2), False),
        ("summer", date(2024, 4, 1), True),
        ("test", date(2024, 4, 2), False),
        ("two_days", date(2024, 3, 1), True),
        ("winter", date(2024, 3, 30), True),
    ]


def test_returns_are_tied_until_the_line_is_used_up(tiny):
    returns = tiny.execute(
        "select return_id, order_id, line_id, match_kind from marts.fct_returns order by 1"
    )

    assert returns.fetchall() == [
        ("r1", "winter", "l3", "matched"),
        ("r2", None, None, "unmatched"),
        ("r3", "summer", "l4", "given"),
    ]


def test_open_orders_of_past_days_are_those_that_were_open_then(tiny):
    days = tiny.execute(
        "select report_date, current_order_count, current_order_amount "
        "from reports.rpt_daily_summary where report_date in "
        "('2024-03-01', '2024-03-02', '2024-03-31', '2024-04-01', '2024-04-02') order by 1"
    )

    assert days.fetchall() == [
        (date(2024, 3, 1), 1, money("20.00")),
        (date(2024, 3, 2), 0, money("0.00")),
        (date(2024, 3, 31), 1, money("10.00")),
        (date(2024, 4, 1), 1, money("7.51")),
        (date(2024, 4, 2), 1, money("7.51")),
    ]


def test_the_daily_summary_is_what_was_reckoned_by_hand(tiny):
    day = tiny.execute(
        "select new_order_count, new_order_amount, average_check, seen_client_count, "
        "buying_client_count, returned_amount, return_count, month_fact_amount, plan_amount, "
        "plan_completion_pct, working_day_share_pct, pace_pct, usual_order_count, "
        "orders_without_client_count, sale_amount_without_client "
        "from reports.rpt_daily_summary where report_date = '2024-04-02'"
    )

    assert day.fetchall() == [
        (
            *(1, money("50.00"), money("50.00"), 2, 0),
            *(money("7.51"), 1, money("57.51"), money("115.02")),
            # one of the 21 working days of that April is gone: Easter Monday was none
            *(money("50.00"), money("4.76"), money("1050.00")),
            *(Decimal("0.0"), 1, money("50.00")),
        )
    ]


def test_employees_and_unassigned_make_up_the_day(tiny):
    employees = tiny.execute(
        "select employee_name, new_order_amount, cancelled_order_count, returned_amount, "
        "paid_amount, month_fact_amount, plan_amount, plan_completion_pct "
        "from reports.rpt_daily_employees where report_date = '2024-04-02' order by 1"
    )

    assert employees.fetchall() == [
        (
            *("Eve", money("50.00"), 1, money("0.00")),
            *(money("0.00"), money("50.00"), money("60.00"), money("83.33")),
        ),
        (
            *("unassigned", money("0.00"), 0, money("7.51")),
            *(money("3.00"), money("7.51"), None, None),
        ),
    ]


def test_the_month_takes_returns_off_twice_but_in_two_columns(tiny):
    months = tiny.execute(
        "select is_open_month, order_count, revenue_amount, returned_amount, restated_net_amount, "
        "average_check, new_client_count, return_line_count, matched_return_line_count "
        "from reports.rpt_monthly_summary order by month_start"
    )

    assert months.fetchall() == [
        (False, 2, money("30.00"), money("0.00"), money("22.00"), money("11.00"), 1, 0, 0),
        (True, 2, money("57.51"), money("23.51"), money("50.00"), money("25.00"), 1, 3, 2),
    ]


def test_a_client_who_sent_everything_back_has_no_recency(tiny):
    clients = tiny.execute(
        "select client_id, order_count, recency_days, net_revenue, restated_net_amount "
        "from marts.dim_client_profiles order by 1"
    )

    assert clients.fetchall() == [
        ("anna", 2, 3, money("14.00"), money("22.00")),
        ("boris", 1, None, money("0.00"), money("0.00")),
    ]


def test_every_day_since_the_first_order_is_a_feature_even_without_sales(tiny):
    days = tiny.execute(
        "select count(*), min(series_date), max(series_date), sum(net_revenue) "
        "from marts.ml_sales_daily_features where series_id = 'company'"
    )

    assert days.fetchall() == [(33, date(2024, 3, 1), AS_OF, money("64.00"))]


def test_what_is_personal_is_in_the_personal_schema_alone(tiny):
    schemas = tiny.execute(
        "select distinct table_schema from information_schema.columns "
        "where column_name in ('email', 'phone', 'client_name', 'identifier_value', 'subject', "
        "'body', 'survey_comment', 'event_detail') "
        "and table_schema in ('marts', 'insights', 'reports', 'pii')"
    )

    assert schemas.fetchall() == [("pii",)]


def test_a_client_of_two_systems_is_one_and_a_merged_one_is_none(tiny):
    clients = tiny.execute(
        "select client_id, country, client_name, phone from marts.dim_clients "
        "left join pii.client_contacts using (client_id) order by 1"
    )

    assert clients.fetchall() == [
        ("anna", "United Kingdom", "Anna", "020 7946 0000"),
        ("boris", "France", "Boris", None),
        ("tester", "France", None, None),
    ]


def test_orders_and_requests_of_a_merged_client_are_the_survivors(tiny):
    owners = tiny.execute(
        "select client_id from marts.fct_orders where order_id = 'summer' "
        "union all select client_id from marts.fct_requests"
    )

    assert owners.fetchall() == [("boris",), ("boris",)]


def test_a_number_tells_its_client_and_household_mail_nobody(tiny):
    contacts = tiny.execute(
        "select interaction_id, client_id, identifier_value, subject from marts.fct_interactions "
        "inner join pii.interaction_texts using (interaction_id) order by 1"
    )

    assert contacts.fetchall() == [
        ("call", "boris", "442079460999", None),
        ("mail", None, "home@example.com", "My cup"),
    ]


def test_a_login_tells_whose_the_visits_before_it_were(tiny):
    visits = tiny.execute("select event_id, client_id from marts.fct_web_events order by 1")

    assert visits.fetchall() == [("login", "anna"), ("look", "anna")]


def test_every_mart_is_asked_whether_it_holds_the_future(tiny_home):
    nodes = json.loads((tiny_home / "dbt" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    marts = {
        name
        for name, node in nodes.items()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
    asked = nodes["test.clientele.assert_no_mart_holds_the_future"]["depends_on"]["nodes"]

    assert len(marts) > 30
    assert set(asked) == marts


def test_days_and_moments_to_come_are_told_and_terms_may_come(tiny_home, tmp_path, monkeypatch):
    shutil.copy(tiny_home / "warehouse.duckdb", tmp_path)
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path))
    with open_warehouse() as database:
        database.execute(
            "update marts.dim_employees set left_on = '2024-04-03';"
            "update marts.fct_returns set returned_at = '2024-04-02 23:00';"
            "update marts.fct_tasks set due_at = '2024-04-03 12:00'"
        )

    with pytest.raises(ClienteleError, match="assert_no_mart_holds_the_future: Got 2 results"):
        build(["assert_no_mart_holds_the_future"], as_of=AS_OF, company=COMPANY)


def test_an_order_in_two_systems_is_told_and_never_counted_twice(tiny_home, tmp_path, monkeypatch):
    shutil.copy(tiny_home / "warehouse.duckdb", tmp_path)
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path))
    with open_warehouse() as database:
        database.execute(
            "insert into landing.orders (order_id, order_total, ordered_at, source_name) "
            "values ('winter', 10, '2024-03-30 23:30', 'crm')"
        )

    with pytest.raises(ClienteleError, match="unique_fct_orders_order_id"):
        build(
            ["fct_orders", "int_orders_unioned", "int_orders_judged"], as_of=AS_OF, company=COMPANY
        )


def test_two_plans_of_one_day_are_told_and_cost_no_night(tiny_home, tmp_path, monkeypatch, caplog):
    shutil.copy(tiny_home / "warehouse.duckdb", tmp_path)
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path))
    with open_warehouse() as database:
        database.execute(
            "insert into landing.sales_plans (plan_id, period_month, employee_id, planned_amount) "
            "values ('typo', '2024-04-01', 'eve', 600)"
        )

    build(["+fct_sales_plans"], as_of=AS_OF, company=COMPANY)

    assert "assert_a_plan_has_one_version_a_day" in caplog.text


def test_a_stage_that_no_funnel_has_is_told_and_costs_no_night(
    tiny_home, tmp_path, monkeypatch, caplog
):
    shutil.copy(tiny_home / "warehouse.duckdb", tmp_path)
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path))
    with open_warehouse() as database:
        database.execute(
            "insert into landing.deals (deal_id, created_at) values ('d', '2024-03-01 10:00');"
            "insert into landing.deal_stage_events (event_id, deal_id, stage, entered_at) "
            "values ('e', 'd', 'nowhere', '2024-03-01 10:00')"
        )

    build(["+fct_funnel_omissions"], as_of=AS_OF, company=COMPANY)

    assert "assert_stages_are_of_the_funnel_of_their_deal" in caplog.text


def test_every_rule_holds_on_its_own_example(tiny_home):
    run_unit_tests(as_of=AS_OF, company=COMPANY)


def test_a_build_lets_go_of_the_file_and_names_what_failed(home):
    with open_warehouse() as database:
        database.execute("create schema landing")

    with pytest.raises(ClienteleError, match=r"stg_mapped__holidays: .*holidays does not exist"):
        build(["stg_mapped__holidays"], as_of=AS_OF, company=COMPANY)

    with open_warehouse() as database:
        assert database.execute("select 1").fetchall() == [(1,)]

"""Good or bad, why, and what to do: each word comes from a rule."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from include.reports.advice import advise
from include.reports.headline import headline
from include.reports.rows import Source
from include.reports.verdict import DAY_TONES, judge
from include.reports.wording import Words

NO_PLAN = {"plan_amount": None, "plan_completion_pct": None, "pace_pct": None}


@pytest.mark.parametrize(
    ("amount", "word"), [(80, "weak"), (81, "usual"), (119, "usual"), (120, "strong")]
)
def test_a_day_is_unusual_from_a_fifth_off_its_usual_level(daily, amount, word):
    report = daily(new_order_amount=Decimal(amount), usual_order_amount=Decimal(100))

    assert judge(report).word == word


@pytest.mark.parametrize(("pace", "plan"), [(94.9, "behind"), (95, "ahead"), (None, "none")])
def test_a_plan_may_lag_one_late_order_behind(daily, pace, plan):
    assert judge(daily(pace_pct=pace)).plan == plan


@pytest.mark.parametrize(
    ("changes", "word", "tone"),
    [
        ({"new_order_count": 0, "new_order_amount": Decimal(0)}, "empty", "watch"),
        ({"new_order_count": 0, "is_working_day": False, **NO_PLAN}, "closed", "calm"),
        ({"usual_order_amount": None, **NO_PLAN}, "unknown", "calm"),
        ({"new_order_amount": Decimal(-500), **NO_PLAN}, "weak", "bad"),
        ({"new_order_amount": Decimal(90000), "pace_pct": 60.0}, "strong", "watch"),
        ({"new_order_amount": Decimal(90000)}, "strong", "good"),
    ],
)
def test_day_and_plan_together_give_the_tone(daily, changes, word, tone):
    verdict = judge(daily(**changes))

    assert (verdict.word, verdict.tone) == (word, tone)


def test_every_pair_of_day_and_plan_has_a_tone():
    days = {day for day, _ in DAY_TONES}

    assert set(DAY_TONES) == {(day, plan) for day in days for plan in ("none", "ahead", "behind")}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"plan_completion_pct": 100.0}, "plan_met"),
        ({"plan_completion_pct": 99.9}, "plan_near"),
        ({"plan_completion_pct": 94.9}, "plan_missed"),
        ({**{k: v for k, v in NO_PLAN.items() if k != "pace_pct"}}, "grew"),
        ({"plan_amount": None, "change_pct": -5.0}, "fell"),
        ({"plan_amount": None, "change_pct": 4.9}, "level"),
        ({"plan_amount": None, "change_pct": None}, "alone"),
        ({"is_open_month": True}, "open"),
    ],
)
def test_a_month_is_judged_by_its_plan_and_without_one_by_the_month_before(monthly, changes, word):
    assert judge(monthly(**changes)).word == word


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "113 new orders for £50,979: 17% below a usual Thursday"),
        ({"usual_order_amount": Decimal("50978.60")},
         "113 new orders for £50,979: level with a usual Thursday"),
        ({"usual_order_amount": Decimal(100)},
         "113 new orders for £50,979: far above a usual Thursday"),
        ({"new_order_amount": Decimal(-500)},
         "113 new orders for -£500: far below a usual Thursday"),
        ({"usual_order_amount": None}, "113 new orders for £50,979"),
        ({"new_order_count": 0}, "No new orders on a working day"),
        ({"new_order_count": 0, "is_working_day": False}, "A day off without new orders"),
    ],
)  # fmt: skip
def test_the_headline_says_how_the_day_was(daily, changes, title):
    report = daily(**changes)

    assert headline(report, judge(report), Words("en", "GBP")).title == title


@pytest.mark.parametrize(
    ("changes", "plan"),
    [
        ({}, "Plan for November: 83.2% done, 18 of 22 working days gone – on pace"),
        ({"pace_pct": 60.0}, "Plan for November: 83.2% done, 18 of 22 working days gone – behind"),
        (NO_PLAN, "No plan for November"),
        # the first of the month is a Sunday: nothing could have been done yet
        ({"pace_pct": None}, "Plan for November: £1,500,000, no working day gone yet"),
    ],
)
def test_the_plan_is_never_nought_percent_of_nothing(daily, changes, plan):
    report = daily(**changes)

    assert headline(report, judge(report), Words("en", "GBP")).plan == plan


def test_a_month_is_set_against_the_month_before_and_the_year_before(monthly):
    report = monthly(change_year_pct=-12.4)

    title = headline(report, judge(report), Words("en", "GBP")).title

    assert title == "Revenue £1,509,496: 31% above October, 12% below November 2010"


def rules(report):
    return [line.rule for line in advise(report, Words("en", "GBP"))]


def test_a_plain_day_needs_no_action(daily):
    assert rules(daily()) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"new_order_count": 0}, "0 orders, working day"),
        ({"pace_pct": 94.0}, "pace under 95 %"),
        ({"new_order_count": 80, "new_order_amount": Decimal(40000)},
         "sum and number 20 % under usual"),
        ({"new_order_amount": Decimal(40000)}, "sum 20 % under usual, number not"),
        ({"returned_amount": Decimal("5097.87")}, "returns over 10 % of sales"),
        ({"orders_without_client_count": 23}, "over 20 % without a client"),
    ],
)  # fmt: skip
def test_what_stands_out_is_named_with_its_rule(daily, changes, rule):
    assert rules(daily(**changes)) == [rule]


def test_nobody_is_called_idle_on_a_day_when_nobody_sold(daily):
    anna, _ = daily().employees
    idle = replace(anna, employee_id="e2", employee_name="Boris", new_order_count=0)

    assert rules(daily({"employees": (anna, idle)})) == ["0 orders, working day"]
    assert rules(daily({"employees": (idle,)})) == []


def test_who_does_not_sell_is_not_called_idle(daily):
    anna = daily().employees[0]
    caller = replace(anna, employee_id="e2", new_order_count=0, is_seller=False)

    assert rules(daily({"employees": (anna, caller)})) == []


def test_the_missing_source_comes_first_and_three_lines_are_the_most(daily):
    late = Source("plans", datetime(2011, 11, 20), 3, True)

    found = rules(
        daily(
            {"sources": (late,)},
            pace_pct=50.0,
            new_order_amount=Decimal(100),
            returned_amount=Decimal(99),
        )
    )

    assert found == ["source missing", "pace under 95 %", "sum 20 % under usual, number not"]


@pytest.mark.parametrize(
    ("month", "rule"),
    [
        ({"plan_amount": None, "change_pct": -40.0, "revenue_amount": Decimal(900000),
          "order_count": 2000, "restated_net_amount": Decimal(880000)}, "revenue and orders fell"),
        ({"plan_amount": None, "change_pct": -40.0, "revenue_amount": Decimal(900000),
          "order_count": 2800, "restated_net_amount": Decimal(880000)},
         "revenue fell, orders did not"),
        ({"restated_net_amount": Decimal(1700000)}, "forecast over 10 % lower"),
    ],
)  # fmt: skip
def test_a_month_says_why_it_fell_and_what_comes(monthly, month, rule):
    assert rules(monthly(**month)) == [rule]


def test_those_short_of_their_plan_are_named_worst_first(monthly):
    anna = replace(monthly().employees[0], plan_amount=Decimal(600000), plan_completion_pct=83.0)
    boris = replace(anna, employee_id="e2", employee_name="Boris", plan_completion_pct=40.0)

    found = advise(monthly({"employees": (anna, boris)}), Words("en", "GBP"))

    assert [line.seen for line in found] == ["Short of their own plan: Boris, Anna Kowalska."]


NEVER = {"has_orders": False}
NOTHING_SOLD = {"new_order_count": 0, "new_order_amount": Decimal(0), **NO_PLAN}


@pytest.mark.parametrize(
    ("is_working_day", "word", "sign"), [(True, "unknown", "●"), (False, "closed", "●")]
)
def test_a_company_that_never_had_an_order_is_not_alarmed(daily, is_working_day, word, sign):
    report = daily(NEVER, is_working_day=is_working_day, **NOTHING_SOLD)

    verdict = judge(report)

    assert (verdict.word, verdict.tone, verdict.sign) == (word, "calm", sign)
    assert rules(report) == []


def test_without_orders_advice_speaks_only_of_what_the_data_lack(daily, monthly):
    late = Source("plans", datetime(2011, 11, 20), 3, True)
    alarming = {"returned_amount": Decimal(10**7), "orders_without_client_count": 10**4}

    for make in (daily, monthly):
        found = rules(make({"sources": (late,), **NEVER}, **alarming))
        assert found == ["source missing", "quarantine not empty"]


@pytest.mark.parametrize(
    ("stages", "title"),
    [
        ([], None),
        ([{"entry_count": 0, "lost_count": 0, "open_count": 0, "cohort_count": 0}], None),
        ([{"won_count": 0}], "New deals: 3 for £900. Won: 0"),
        # a deal that moves on is no new one, and a deal may be without a sum
        ([{"entry_amount": Decimal(0)}, {"won_count": 2, "won_amount": Decimal(700)}],
         "New deals: 3. Won: 2 for £700"),
        ([{}, {"funnel_id": "partners", "won_count": 1}], "New deals: 6 for £1,800. Won: 1"),
    ],
)  # fmt: skip
def test_without_orders_the_headline_speaks_of_deals_or_names_the_period(
    daily, monthly, stages, title
):
    for make, period in ((daily, "Thursday, 24 November 2011"), (monthly, "November 2011")):
        stage = make().funnel[0]
        funnel = tuple(replace(stage, **changes) for changes in stages)
        report = make({"funnel": funnel, **NEVER})

        first_words = headline(report, judge(report), Words("en", "GBP"))

        assert first_words.title == (title or period)
        assert "£" not in first_words.subject

"""Sales plans, and the truth of what made each fail: causes that sum to the gap."""

import numpy as np
import pytest

from sandbox.world.frame import SIZES, Frame, show
from sandbox.world.people.sellers import Sellers


def test_the_causes_of_each_plan_gap_sum_to_what_was_sold_less_the_plan(tables):
    found = tables.execute(
        """with sold as (
            select date_trunc('month', created_at at time zone 'UTC'
                    at time zone 'Europe/Kyiv')::date as period_month,
                employee_id, sum(quantity * price) as amount
            from orders join order_lines using (order_id)
            where not is_test and void_at is null
            group by grouping sets ((period_month, employee_id), (period_month))
            having grouping(employee_id) = 1 or employee_id is not null
        ), plan as (
            select period_month, employee_id, arg_max(amount, valid_from) as amount
            from plans where valid_from <= period_month group by all
        ), gaps as (
            select period_month, employee_id, sum(amount) as amount, count(*) as causes
            from truth.plan_gaps group by all
        )
        select gaps.amount, coalesce(sold.amount, 0) - plan.amount, causes
        from plan join gaps on plan.period_month = gaps.period_month
            and plan.employee_id is not distinct from gaps.employee_id
        left join sold on plan.period_month = sold.period_month
            and plan.employee_id is not distinct from sold.employee_id"""
    ).fetchall()

    assert len(found) > 30
    for explained, gap, causes in found:
        assert (explained, causes) == (gap, 7)


def test_plans_are_raised_in_the_middle_of_the_year(tables):
    found = tables.execute(
        """select max(amount) / min(amount) from plans
        where employee_id is null group by period_month having count(*) = 2"""
    ).fetchall()

    assert len(found) == 4
    assert [float(ratio) for (ratio,) in found] == pytest.approx([1.08] * 4, abs=0.01)


@pytest.mark.parametrize(
    ("employee_id", "cause", "is_against"),
    [(5, "absence", True), (3, "skill", True), (4, "skill", False)],
)
def test_a_planted_cause_weighs_on_the_one_it_was_planted_in(
    tables, employee_id, cause, is_against
):
    amounts = tables.execute(
        """select amount from truth.plan_gaps
        where employee_id = ? and cause = ? and period_month = '2025-08-01'""",
        [employee_id, cause],
    ).fetchall()

    assert len(amounts) == 1
    assert (amounts[0][0] < 0) == is_against


def test_nobody_sells_who_is_absent_or_has_no_shift(tables):
    found = tables.execute(
        """select count(*), count(*) filter (schedules.employee_id is null),
            count(*) filter (absences.employee_id is not null)
        from (select employee_id, (created_at at time zone 'UTC'
                at time zone 'Europe/Kyiv')::date as day
            from orders where employee_id is not null) as sold
        left join schedules on sold.employee_id = schedules.employee_id and day = work_date
        left join absences on sold.employee_id = absences.employee_id
            and day between first_day and last_day"""
    ).fetchone()

    assert found[0] > 50
    assert found[1:] == (0, 0)


def test_who_is_twice_as_skilled_gets_twice_the_orders_of_a_day(world):
    frame = Frame(world.folder, SIZES["XS"], world.seed)
    show(frame.session, world.folder, ["employees", "schedules", "absences"])
    show(frame.session, world.folder, ["truth/employee_skill"])
    sellers = Sellers(frame)
    day, both = 3, [2, 3]

    shares = sellers.shares("retail")[day]
    drawn = sellers.draw(np.random.default_rng(1), "retail", np.full(50_000, day))

    assert sellers.is_there[day, both].all()
    assert shares[3] / shares[2] == pytest.approx(sellers.skill[3] / sellers.skill[2])
    assert (drawn == 4).mean() == pytest.approx(shares[3], abs=0.01)

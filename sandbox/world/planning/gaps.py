"""What made each monthly plan fail or succeed, cause after cause.

Sold, less the plan in force, is put down to causes in this order; the amounts of one month and
employee (null: the whole company) sum to the gap exactly.

plan: more was asked for than the trend gives. season: the true season against the planner's.
leads: more or fewer newcomers than trend and season have. absence: shifts missed, or those of
others taken over. skill: better or worse than the others at work. stock_out: what was asked for and
could not be had. chance: the rest.

Sold is the value of the lines of the orders made in a month (local time), not test and not void.
"""

import numpy as np

from sandbox.world.frame import Frame
from sandbox.world.people.sellers import Sellers
from sandbox.world.planning.months import Months, by_month, shift_shares, trend
from sandbox.world.trade.purchases import UNITS
from sandbox.world.values import nullable

CAUSES = ("plan", "season", "leads", "absence", "skill", "stock_out", "chance")


def write_gaps(frame: Frame, sellers: Sellers, months: Months, plan: np.ndarray) -> None:
    """Write truth.plan_gaps for the plan in force, by month and employee (0: the company)."""
    sold = months.sold.sum(axis=2)
    sold[:, 0] = months.sold.sum(axis=(1, 2))
    amounts = np.zeros((len(CAUSES), *plan.shape), np.int64)
    for place, unit in enumerate(UNITS):
        amounts[1:6] += np.round(_causes(frame, sellers, months, place, unit)).astype(np.int64)
    amounts[0] = np.round(months.expected.sum(axis=2)).astype(np.int64) - plan
    amounts[6] = sold - plan - amounts[:6].sum(axis=0)
    month, employee, cause = np.nonzero((plan > 0)[:, :, None] & np.ones(len(CAUSES), bool))
    frame.write(
        "truth/plan_gaps",
        {
            "period_month": (frame.first_month + month).astype("datetime64[D]"),
            "employee_id": nullable(employee, employee == 0),
            "cause": np.array(CAUSES)[cause],
            "amount": amounts[cause, month, employee],
        },
    )


def _causes(
    frame: Frame, sellers: Sellers, months: Months, place: int, unit: str
) -> list[np.ndarray]:
    """Return season, leads, absence, skill and stock-out of one unit, by month and employee."""
    expected = months.expected[:, :, place]
    scheduled = shift_shares(frame, sellers, unit)
    season = expected * (months.season[:, place, None] - 1)
    leads = _of_leads(months, place, scheduled)
    there = by_month(frame, sellers.shares(unit, power=0.0), unit)
    skilled = by_month(frame, sellers.shares(unit), unit)
    so_far = (expected + season + leads)[:, 1:]
    absence = so_far * (_ratio(there, scheduled) - 1)
    skill = (so_far + absence) * (_ratio(skilled, there) - 1)
    lacked = -months.lacked[:, :, place].astype(float)
    lacked[:, 0] = lacked.sum(axis=1)
    return [season, leads, _with_total(absence), _with_total(skill), lacked]


def _of_leads(months: Months, place: int, scheduled: np.ndarray) -> np.ndarray:
    """Return the first month's worth of newcomers beyond trend and season, shared by shifts."""
    came, true = months.came[:, 0, place], months.true[:, place]
    beyond = came - trend(came / true) * true
    worth = months.fresh[:, :, place].sum(axis=0) / max(came.sum(), 1)
    by_sellers = beyond[:, None] * worth[1:].sum() * scheduled
    return np.c_[beyond * worth.sum(), by_sellers]


def _ratio(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    return np.divide(now, before, out=np.ones_like(now), where=before > 0)


def _with_total(by_employee: np.ndarray) -> np.ndarray:
    return np.c_[by_employee.sum(axis=1), by_employee]

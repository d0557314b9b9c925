"""Monthly sales plans: a trend spread over the months by the planner's season, and the shifts.

The head of sales knows how each unit grows and how many shifts each seller will work, but not the
weeks of the year: the planner's season has no holidays, pay-days or busy weeks. Plans ask for a
little more than that, and from July 2025 on for more again (the second version of those months).
"""

from datetime import date

import numpy as np

from sandbox.world.frame import Frame
from sandbox.world.people.sellers import Sellers
from sandbox.world.planning.gaps import write_gaps
from sandbox.world.planning.months import look_back
from sandbox.world.values import nullable

RAISED_FROM, RAISE, STRETCH = date(2025, 7, 1), 1.08, 1.03
ROUND = 10_000  # kopecks


def write_plans(frame: Frame) -> None:
    """Write the plans, and in truth what made each of them fail or succeed."""
    sellers = Sellers(frame)
    months = look_back(frame, sellers)
    usual = _rounded(months.expected.sum(axis=2) * STRETCH)
    raised = _rounded(months.expected.sum(axis=2) * STRETCH * RAISE)
    is_raised = _is_raised(frame)
    month, employee = np.nonzero(usual)
    later, who = np.nonzero(raised * is_raised[:, None])
    first_version = np.datetime64(frame.size.first_day, "Y").astype("datetime64[D]")
    everyone = np.r_[employee, who]
    versions = [np.full(len(month), first_version), np.full(len(later), RAISED_FROM)]
    frame.write(
        "plans",
        {
            "period_month": (frame.first_month + np.r_[month, later]).astype("datetime64[D]"),
            "employee_id": nullable(everyone, everyone == 0),
            "amount": np.r_[usual[month, employee], raised[later, who]],
            "valid_from": np.concatenate(versions).astype("datetime64[D]"),
        },
    )
    write_gaps(frame, sellers, months, np.where(is_raised[:, None], raised, usual))


def _is_raised(frame: Frame) -> np.ndarray:
    months = frame.first_month + np.arange(frame.size.month_count)
    return months >= np.datetime64(RAISED_FROM, "M")


def _rounded(kopecks: np.ndarray) -> np.ndarray:
    return (np.round(kopecks / ROUND) * ROUND).astype(np.int64)

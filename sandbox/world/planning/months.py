"""What each month was like for sales, and what the trend and the shifts would have made of it."""

from dataclasses import dataclass

import numpy as np

from sandbox.world.calendar import MONTHS, busyness, days_between
from sandbox.world.frame import Frame
from sandbox.world.people.sellers import Sellers
from sandbox.world.trade.purchases import UNITS

SOLD = """
    select date_diff('month', ?::date,
            (orders.created_at at time zone 'UTC' at time zone 'Europe/Kyiv')::date) as month,
        coalesce(employee_id, 0) as employee, (orders.unit = 'wholesale')::int as unit,
        sum(quantity * price * 100)::bigint as amount
    from orders join order_lines using (order_id)
    where not orders.is_test and void_at is null group by all order by all
"""
FRESH = SOLD.replace(
    "where",
    "join clients using (client_id) where date_trunc('month', "
    "clients.created_at) = date_trunc('month', orders.created_at) and",
)
LACKED = """
    select date_diff('month', ?::date, period_month) as month,
        coalesce(employee_id, 0) as employee, (unit = 'wholesale')::int as unit,
        sum(amount * 100)::bigint as amount
    from truth.lost_sales group by all order by all
"""
CAME = """
    select date_diff('month', ?::date, created_at::date) as month, 0 as employee,
        (unit = 'wholesale')::int as unit, count(*) as amount
    from leads where client_id is not null group by all order by all
"""


@dataclass(frozen=True)
class Months:
    """What a month was like, by month, employee (0: nobody) and unit; money in kopecks.

    `expected` is what the trend and the planner's season give each seller who works every shift,
    and in place 0 the whole unit; `true` the season by month and unit, `season` the same against
    the planner's; `came` the newcomers in place 0, and `fresh` what they bought in that month.
    """

    sold: np.ndarray
    lacked: np.ndarray
    came: np.ndarray
    fresh: np.ndarray
    expected: np.ndarray
    season: np.ndarray
    true: np.ndarray


def look_back(frame: Frame, sellers: Sellers) -> Months:
    """Return what was sold and lacking, who came, and what the trend would have given."""
    shape = (frame.size.month_count, len(sellers.ids) + 1, len(UNITS))
    sold, lacked, came, fresh = (_cube(frame, sql, shape) for sql in (SOLD, LACKED, CAME, FRESH))
    expected, seasons = np.zeros(shape), np.ones((2, shape[0], len(UNITS)))
    for place, unit in enumerate(UNITS):
        believed, true = _seasons(frame, unit)
        seasons[:, :, place] = true / believed, true
        all_of_it = sold[:, :, place].sum(axis=1)
        expected[:, 0, place] = trend(all_of_it / true) * believed
        by_sellers = trend(sold[:, 1:, place].sum(axis=1) / true) * believed
        expected[:, 1:, place] = by_sellers[:, None] * shift_shares(frame, sellers, unit)
    return Months(sold, lacked, came, fresh, expected, *seasons)


def shift_shares(frame: Frame, sellers: Sellers, unit: str) -> np.ndarray:
    """Return month by employee the share of the unit's work that the schedule gives each."""
    scheduled = sellers.shares(unit, power=0.0, there=sellers.is_scheduled)
    return by_month(frame, scheduled, unit)


def by_month(frame: Frame, shares: np.ndarray, unit: str) -> np.ndarray:
    """Return daily shares of a unit's work as monthly ones, busy days counting for more."""
    days = days_between(frame.size.first_day, frame.size.last_day)
    busy = busyness(days, unit)
    month = month_of_days(frame)
    total = np.bincount(month, busy, frame.size.month_count)
    summed = np.zeros((frame.size.month_count, shares.shape[1]))
    np.add.at(summed, month, shares * busy[:, None])
    return summed / total[:, None]


def month_of_days(frame: Frame) -> np.ndarray:
    """Return the month (from 0) of each day of the history."""
    days = days_between(frame.size.first_day, frame.size.last_day)
    return (days.to_numpy().astype("datetime64[M]") - frame.first_month).astype(int)


def _seasons(frame: Frame, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the planner's season and the true one by month, both with mean 1."""
    days = days_between(frame.size.first_day, frame.size.last_day)
    month, count = month_of_days(frame), frame.size.month_count
    believed = np.bincount(month, np.array(MONTHS[unit])[days.month - 1], count)
    true = np.bincount(month, busyness(days, unit), count)
    return believed / believed.mean(), true / true.mean()


def trend(values: np.ndarray) -> np.ndarray:
    """Return the straight line through monthly values, nowhere below a tenth of their mean."""
    month = np.arange(len(values))
    slope, start = np.polyfit(month, values, 1)
    return np.maximum(start + slope * month, values.mean() / 10)


def _cube(frame: Frame, sql: str, shape: tuple[int, ...]) -> np.ndarray:
    found = frame.read(sql, [frame.size.first_day])
    cube = np.zeros(shape, np.int64)
    inside = (found["month"] >= 0) & (found["month"] < shape[0])
    places = tuple(found[name][inside] for name in ("month", "employee", "unit"))
    cube[places] = found["amount"][inside]
    return cube

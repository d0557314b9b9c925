"""Who sells: on each day the sellers at work share what comes, the better ones more of it."""

from typing import Any

import numpy as np

from sandbox.world.frame import Frame
from sandbox.world.people.staff import at_work
from sandbox.world.values import nullable


class Sellers:
    """The sellers of each unit, with their skill and the days on which they are at work."""

    def __init__(self, frame: Frame) -> None:
        staff = frame.read(
            """select employee_id, unit, coalesce(skill, 0) as skill from employees
            left join truth.employee_skill using (employee_id) order by employee_id"""
        )
        self.ids = staff["employee_id"]
        self.skill = np.asarray(staff["skill"], float)
        self.unit = np.asarray(staff["unit"], str)
        self.is_scheduled = at_work(frame, despite_absence=True)
        self.is_there = at_work(frame)

    def shares(self, unit: str, power: float = 1.0, there: np.ndarray | None = None) -> np.ndarray:
        """Return day by employee how much of the unit's sales each should get, rows sum to 1 or 0.

        `power` 1 favours the skilled, 0 nobody, -1 the others (who lose what the skilled win).
        `there` says who is at work by day and employee; it is those not absent by default.
        """
        is_seller = (self.unit == unit) & (self.skill > 0)
        weight = np.where(is_seller, np.where(is_seller, self.skill, 1.0) ** power, 0.0)
        there = (self.is_there if there is None else there) * weight
        total = there.sum(axis=1, keepdims=True)
        return np.divide(there, total, out=np.zeros_like(there), where=total > 0)

    def draw(
        self, rng: np.random.Generator, unit: str, day: np.ndarray, power: float = 1.0
    ) -> np.ma.MaskedArray:
        """Draw a seller for each day (from 0); masked on days when none is at work."""
        reach = np.cumsum(self.shares(unit, power), axis=1)
        order = np.argsort(day, kind="stable")
        found = np.full(len(day), len(self.ids))
        u = rng.random(len(day))
        edges = np.searchsorted(day[order], np.arange(len(reach) + 1))
        for one in np.unique(day):
            rows = order[edges[one] : edges[one + 1]]
            found[rows] = np.searchsorted(reach[one], u[rows] * reach[one, -1], side="right")
        is_none = (reach[day, -1] <= 0) | (found >= len(self.ids))
        return nullable(self.ids[np.where(is_none, 0, found)], is_none)


def of_units(
    sellers: Sellers, rng: np.random.Generator, rows: dict[str, Any], power: float = 1.0
) -> np.ma.MaskedArray:
    """Draw a seller for each row by its unit (`is_retail`) and `day`."""
    retail = sellers.draw(rng, "retail", rows["day"], power)
    wholesale = sellers.draw(rng, "wholesale", rows["day"], power)
    return np.ma.where(rows["is_retail"], retail, wholesale)

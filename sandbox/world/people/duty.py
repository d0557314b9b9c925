"""Who is at work at a moment: schedules less absences, asked for many moments at once."""

from dataclasses import dataclass

import numpy as np

from sandbox.world.frame import Frame

DAY = np.timedelta64(1, "D")
SECOND = np.timedelta64(1, "s")
SHORTEST_REST = 600  # seconds of a shift that must be left to begin something
DAYS_TO_WAIT = 12


@dataclass(frozen=True)
class Duty:
    """The shifts of one team: a row per day of the history, present employees to the left.

    `starts_at` and `ends_at` are seconds after midnight UTC.
    """

    first_day: np.datetime64
    employee_id: np.ndarray
    starts_at: np.ndarray
    ends_at: np.ndarray
    present: np.ndarray

    def now(self, rng: np.random.Generator, moment: np.ndarray) -> np.ndarray:
        """Return who could take something up at each moment (naive UTC); 0 where nobody can."""
        day, second = self._place(moment)
        chosen = self._choose(rng, day)
        is_there = (self.starts_at[chosen] <= second) & (second < self.ends_at[chosen])
        return np.where((self.present[day] > 0) & is_there, self.employee_id[chosen], 0)

    def soon(self, rng: np.random.Generator, moment: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return who takes something up at each moment or as soon as the team is back, and when.

        The employee is 0 where nobody comes within twelve days or before the history ends.
        """
        who, when = np.zeros(len(moment), np.int64), moment.copy()
        waiting = np.arange(len(moment))
        for _ in range(DAYS_TO_WAIT):
            day, second = self._place(when[waiting])
            chosen = self._choose(rng, day)
            start = self.starts_at[chosen] + rng.integers(0, 1_200, len(day))
            is_taken = (self.present[day] > 0) & (second < self.ends_at[chosen] - SHORTEST_REST)
            is_taken &= day < len(self.present) - 1
            midnight = when[waiting].astype("datetime64[D]").astype(when.dtype)
            taken = waiting[is_taken]
            who[taken] = self.employee_id[chosen][is_taken]
            later = np.maximum(start - second, 0)[is_taken].astype("timedelta64[s]")
            when[taken] = when[taken] + later
            when[waiting[~is_taken]] = midnight[~is_taken] + DAY
            waiting = waiting[~is_taken]
        return who, when

    def _place(self, moment: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        date = moment.astype("datetime64[D]")
        day = np.clip((date - self.first_day).astype(int), 0, len(self.present) - 1)
        return day, ((moment - date) // SECOND).astype(np.int64)

    def _choose(self, rng: np.random.Generator, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return day, (rng.random(len(day)) * self.present[day]).astype(np.int64)


def on_duty(frame: Frame, unit: str, roles: tuple[str, ...] = ("sales", "support")) -> Duty:
    """Read the shifts of a unit's employees of some roles."""
    found = frame.read(
        """select employee_id, (work_date - $1::date)::integer as day,
            epoch(starts_at - work_date::timestamp)::bigint as starts,
            epoch(ends_at - work_date::timestamp)::bigint as ends
        from schedules semi join (
            select employee_id from employees where unit = $2 and list_contains($3, role)
        ) as team using (employee_id)
        anti join absences on schedules.employee_id = absences.employee_id
            and work_date between first_day and last_day
        order by day, employee_id""",
        [frame.size.first_day, unit, list(roles)],
    )
    day = np.asarray(found["day"])
    present = np.bincount(day, minlength=frame.size.day_count)
    place = np.arange(len(day)) - (np.cumsum(present) - present)[day]
    shape = (frame.size.day_count, max(int(present.max(initial=0)), 1))
    columns = {}
    for name in ("employee_id", "starts", "ends"):
        columns[name] = np.zeros(shape, np.int64)
        columns[name][day, place] = found[name]
    first_day = np.datetime64(frame.size.first_day, "D")
    return Duty(first_day, columns["employee_id"], columns["starts"], columns["ends"], present)

"""Who works in the company, when they should, and when they are away."""

from datetime import date

import numpy as np
import pandas as pd

from sandbox.world.calendar import days_between, is_holiday, is_working, to_utc
from sandbox.world.frame import Frame
from sandbox.world.people.names import first_name, last_name, latin
from sandbox.world.values import nullable

# one team; a larger company has several: role, unit, how many
TEAM = (
    ("lead", "retail", 1),
    ("sales", "retail", 6),
    ("lead", "wholesale", 1),
    ("sales", "wholesale", 4),
    ("support", "retail", 2),
    ("support", "wholesale", 1),
    ("buyer", "retail", 1),
)
ABSENT = """anti join absences on schedules.employee_id = absences.employee_id
    and work_date between first_day and last_day"""
SKILL_SPREAD = 0.15
# places within the team whose truth is planted
WEAKEST, STRONGEST, LONG_ILL, LEAVER, NEWCOMER = 3, 4, 5, 6, 7
LEFT_ON, HIRED_ON = date(2025, 8, 1), date(2025, 8, 18)
ILL_FROM, ILL_UNTIL = date(2025, 8, 4), date(2025, 9, 12)
HOSTILE_PLACE, HOSTILE_NAME = 12, "Зоя <b>O'Ніл</b>"


def write_staff(frame: Frame) -> None:
    """Write employees, schedules, absences, and the truth of who sells how well."""
    employees = make_employees(frame)
    frame.write("employees", employees)
    schedules = make_schedules(frame, employees)
    frame.write("schedules", schedules)
    frame.write("absences", make_absences(frame, employees))
    frame.write("truth/employee_skill", make_skill(frame, employees))


def make_employees(frame: Frame) -> dict[str, np.ndarray]:
    """Return one row per employee, team after team."""
    posts = [(role, unit) for role, unit, count in TEAM for _ in range(count)] * frame.size.scale
    rng, count = frame.rng("employees"), len(posts)
    number, place = np.arange(1, count + 1), np.arange(count) % _team_size()
    gender = rng.choice(["f", "m"], count)
    names = [
        f"{first_name('uk', g, int(a))} {last_name('uk', int(b))}"
        for g, a, b in zip(gender, rng.integers(0, 20, count), number * 7, strict=True)
    ]
    names[HOSTILE_PLACE] = HOSTILE_NAME
    hired = np.datetime64("2019-01-01") + rng.integers(0, 1_900, count)
    return {
        "employee_id": number,
        "full_name": names,
        "email": [
            f"{latin(name.split()[0]).lower()}.{n}@vesna.example"
            for name, n in zip(names, number, strict=True)
        ],
        "extension": [f"1{n:02d}" for n in number],
        "role": [role for role, _ in posts],
        "unit": [unit for _, unit in posts],
        "hired_on": np.where(place == NEWCOMER - 1, np.datetime64(HIRED_ON), hired),
        "left_on": nullable(np.full(count, np.datetime64(LEFT_ON)), place != LEAVER - 1),
    }


def make_schedules(frame: Frame, employees: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return one row per employee and day on which they should work, whether they come or not.

    The office of the wholesale unit keeps the calendar; retail works five days of each week in
    turn, holidays too, and support in two shifts.
    """
    days = days_between(frame.size.first_day, frame.size.last_day)
    should = _should_work(employees, days)
    row, day = np.nonzero(should)
    starts = np.where(np.array(employees["role"])[row] == "support", 8 + 4 * (row % 2), 9)
    begin = days.to_numpy()[day].astype("datetime64[s]") + starts.astype("timedelta64[h]")
    return {
        "employee_id": employees["employee_id"][row],
        "work_date": days.to_numpy()[day].astype("datetime64[D]"),
        "starts_at": to_utc(begin),
        "ends_at": to_utc(begin + np.timedelta64(9, "h")),
    }


def make_absences(frame: Frame, employees: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return one row per absence: two vacations a year, short illnesses, one long, a few others."""
    rng, count = frame.rng("absences"), len(employees["employee_id"])
    length = frame.size.day_count
    parts = [
        _absences(rng, employees, "vacation", np.maximum(length * 2 // 365, 1), (10, 15)),
        _absences(rng, employees, "sick", rng.poisson(2.5 * length / 365, count), (1, 7)),
        _absences(rng, employees, "other", rng.poisson(0.7 * length / 365, count), (0, 2)),
    ]
    rows = pd.concat(parts, ignore_index=True)
    after = pd.to_timedelta((rows.pop("at") * length).astype(int), unit="D")
    rows["first_day"] = pd.Timestamp(frame.size.first_day) + after
    rows["last_day"] = rows["first_day"] + pd.to_timedelta(rows.pop("length"), unit="D")
    ill = pd.DataFrame(
        {
            "employee_id": employees["employee_id"][LONG_ILL - 1 :: _team_size()],
            "kind": "sick",
            "first_day": pd.Timestamp(ILL_FROM),
            "last_day": pd.Timestamp(ILL_UNTIL),
        }
    )
    rows = pd.concat([rows, ill]).sort_values(["first_day", "employee_id", "last_day"])
    rows = rows[rows["last_day"] <= pd.Timestamp(frame.size.last_day)]
    columns = {name: rows[name].to_numpy() for name in rows.columns}
    return {"absence_id": np.arange(1, len(rows) + 1), **columns}


def make_skill(frame: Frame, employees: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return how well each seller sells against the usual one (1.0): it multiplies their sales."""
    rng = frame.rng("truth/employee_skill")
    place = np.arange(len(employees["employee_id"])) % _team_size()
    skill = rng.lognormal(0.0, SKILL_SPREAD, len(place))
    skill[place == WEAKEST - 1], skill[place == STRONGEST - 1] = 0.60, 1.45
    is_seller = np.array(employees["role"]) == "sales"
    return {
        "employee_id": employees["employee_id"][is_seller],
        "skill": np.round(skill[is_seller], 3),
    }


def at_work(frame: Frame, *, despite_absence: bool = False) -> np.ndarray:
    """Say for each day of the history (rows) which employees (columns, by id) are at work."""
    absent = "" if despite_absence else ABSENT
    found = frame.read(
        f"""select employee_id, work_date - ?::date as day
        from schedules {absent} order by all""",
        [frame.size.first_day],
    )
    count = int(frame.read("select count(*) as n from employees")["n"][0])
    there = np.zeros((frame.size.day_count, count), bool)
    there[found["day"], found["employee_id"] - 1] = True
    return there


def _should_work(employees: dict[str, np.ndarray], days: pd.DatetimeIndex) -> np.ndarray:
    number = employees["employee_id"][:, None]
    is_office = (np.array(employees["unit"]) == "wholesale")[:, None]
    free = (number * 2) % 7
    in_turn = (days.weekday.to_numpy() != free) & (days.weekday.to_numpy() != (free + 1) % 7)
    office = np.broadcast_to(is_working(days), in_turn.shape)
    new_year = is_holiday(days) & (days.month == 1)
    hired = employees["hired_on"][:, None] <= days.to_numpy()
    left = np.ma.filled(employees["left_on"], np.datetime64("2100-01-01"))[:, None]
    is_there = hired & (days.to_numpy() < left)
    return np.where(is_office, office, in_turn & ~new_year) & is_there


def _absences(
    rng: np.random.Generator,
    employees: dict[str, np.ndarray],
    kind: str,
    counts: np.ndarray | int,
    lengths: tuple[int, int],
) -> pd.DataFrame:
    """Return absences of one kind: `at` is the share of the history gone, `length` in days."""
    who = np.repeat(employees["employee_id"], counts)
    return pd.DataFrame(
        {
            "employee_id": who,
            "kind": kind,
            "at": rng.random(len(who)),
            "length": rng.integers(*lengths, len(who)),
        }
    )


def _team_size() -> int:
    return sum(count for *_, count in TEAM)

"""The company's calendar: the Kyiv wall clock, holidays, and how busy each day is."""

from datetime import date

import numpy as np
import pandas as pd

ZONE = "Europe/Kyiv"
HOLIDAYS = (
    *((1, 1), (3, 8), (5, 1), (5, 8), (6, 28)),
    *((7, 15), (8, 24), (10, 1), (12, 25)),
)  # month and day of the public holidays that do not move
EASTER = ("2024-05-05", "2025-04-20")
# the busiest weeks: gifts before the Day of Women, school, Black Friday, Saint Nicholas
PEAKS = (
    ("2024-08-19", "2024-09-01", 1.35),
    ("2024-11-25", "2024-12-01", 1.90),
    ("2024-12-02", "2024-12-24", 1.45),
    ("2025-02-10", "2025-02-14", 1.30),
    ("2025-03-01", "2025-03-07", 1.60),
    ("2025-08-18", "2025-08-31", 1.35),
)
WEEKDAYS = {
    "retail": (0.95, 0.90, 0.92, 0.98, 1.12, 1.20, 0.93),
    "wholesale": (1.25, 1.30, 1.25, 1.20, 1.00, 0.0, 0.0),
}
MONTHS = {
    "retail": (0.82, 0.92, 1.05, 0.97, 0.98, 0.92, 0.86, 0.98, 1.02, 1.02, 1.18, 1.30),
    "wholesale": (0.75, 0.95, 1.05, 1.05, 0.90, 0.95, 0.85, 0.85, 1.15, 1.20, 1.20, 1.10),
}
HOLIDAY_FACTORS = {"retail": 0.55, "wholesale": 0.0}
# wages come on the 5th and the 20th; persons spend more in the days after
PAY_DAYS = {5: 1.18, 6: 1.15, 7: 1.08, 20: 1.15, 21: 1.12, 22: 1.06}


def days_between(first: date, last: date) -> pd.DatetimeIndex:
    """Return every day of a history, both ends included."""
    return pd.date_range(first, last)


def is_holiday(days: pd.DatetimeIndex) -> np.ndarray:
    """Say which days are public holidays, Easter Sunday and the Monday after it among them."""
    fixed = np.isin(days.month * 100 + days.day, [m * 100 + d for m, d in HOLIDAYS])
    moving = days.isin(pd.DatetimeIndex(EASTER)) | days.isin(
        pd.DatetimeIndex(EASTER) + pd.Timedelta(days=1)
    )
    return fixed | moving


def is_working(days: pd.DatetimeIndex) -> np.ndarray:
    """Say which days the office is open: Monday to Friday, no holiday."""
    return (days.weekday < 5) & ~is_holiday(days)


def busyness(days: pd.DatetimeIndex, unit: str) -> np.ndarray:
    """Return how many purchases a day draws against the mean day of the year: season alone."""
    factor = np.array(WEEKDAYS[unit])[days.weekday] * np.array(MONTHS[unit])[days.month - 1]
    factor = np.where(is_holiday(days), factor * HOLIDAY_FACTORS[unit], factor)
    if unit == "retail":
        factor = factor * pd.Series(days.day).map(PAY_DAYS).fillna(1.0).to_numpy()
        for first, last, peak in PEAKS:
            factor = np.where((days >= first) & (days <= last), factor * peak, factor)
    return factor


def to_utc(local: np.ndarray) -> np.ndarray:
    """Turn the company's wall clock into naive UTC (microseconds); NaT stays."""
    series = pd.Series(np.asarray(local, "datetime64[us]"))
    known = series.dt.tz_localize(ZONE, ambiguous="NaT", nonexistent="shift_forward")
    twice = known.isna() & series.notna()
    if twice.any():
        later = series[twice] + pd.Timedelta(hours=1)
        known[twice] = later.dt.tz_localize(ZONE, ambiguous="NaT", nonexistent="shift_forward")
    return known.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[us]")


def in_working_hours(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    """Give each local day a moment between nine and six on the wall clock."""
    seconds = (9 * 3600 + 9 * 3600 * rng.beta(1.8, 2.0, len(days))).astype(np.int64)
    return days.astype("datetime64[s]") + seconds.astype("timedelta64[s]")

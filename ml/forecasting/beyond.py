"""How a forecast goes on past the days over which it was tested.

Nothing there was tried, so no trend is trusted: a trend of a few months, drawn on for two years,
foretells anything. What a year ago brought is the best guess once a year is known; before that
the level holds.
"""

import numpy as np
import pandas as pd

YEAR_DAYS = 364  # whole weeks, so that a weekday meets its own
WEEKS_EITHER_SIDE = 2
GROWTH_DAYS = 56
DAYS_OF_DOUBT = 28
STRONGEST_GROWTH = 2.0


def go_on(history: pd.DataFrame, future: pd.DataFrame, near: np.ndarray) -> np.ndarray:
    """Continue `near`, a forecast of the first days of `future`, to its end.

    With 364 days of history a day repeats the middle of its weekday's five values round the day a
    year before, known or foretold, times the growth since then; else the mean of its weekday in
    `near`. Shut days are zero.
    """
    is_open = future["is_open"].to_numpy()
    if len(history) < YEAR_DAYS:
        return np.where(is_open, _held(future, near), 0.0)
    growth = _growth(history)
    value = np.r_[history["value"].to_numpy(dtype=float), near, np.zeros(len(future) - len(near))]
    known = np.r_[history["is_open"].to_numpy(), is_open]
    value[~known] = np.nan
    for day in range(len(history) + len(near), len(value)):
        weeks = day - YEAR_DAYS + 7 * np.arange(-WEEKS_EITHER_SIDE, WEEKS_EITHER_SIDE + 1)
        seen = value[weeks[weeks >= 0]]
        seen = seen[~np.isnan(seen)]
        if known[day]:
            value[day] = max(np.median(seen), 0.0) * growth if len(seen) else 0.0
    return np.where(is_open, value[len(history) :], 0.0)


def _held(future: pd.DataFrame, near: np.ndarray) -> np.ndarray:
    """Hold the mean of each weekday, and the usual day for a weekday not open in `near`."""
    first = future.iloc[: len(near)].assign(value=near)
    first = first[first["is_open"]]
    level = first.groupby(first["date"].dt.day_of_week)["value"].mean()
    usual = level.median() if len(level) else 0.0
    held = future["date"].dt.day_of_week.map(level).fillna(usual).to_numpy(dtype=float)
    return np.r_[near, held[len(near) :]]


def _growth(history: pd.DataFrame) -> float:
    """Compare the last days with the same ones a year before; few such days say little."""
    root = np.sqrt(history["value"].clip(lower=0)).where(history["is_open"])
    pairs = pd.DataFrame({"now": root, "then": root.shift(YEAR_DAYS)}).tail(GROWTH_DAYS).dropna()
    now, then = pairs.mean() if len(pairs) else (0.0, 0.0)
    if not (now > 0 and then > 0):
        return 1.0
    trust = len(pairs) / (len(pairs) + DAYS_OF_DOUBT)
    growth = (now / then) ** (2 * trust)
    return float(np.clip(growth, 1 / STRONGEST_GROWTH, STRONGEST_GROWTH))

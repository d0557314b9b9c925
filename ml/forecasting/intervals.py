"""Bands round a forecast, and totals of a period, made of the errors seen at rolling origins.

Errors are differences of square roots: the spread of a sum of many independent sales grows with
the root of its level, so on that scale a busy and a slow day err alike, and zero stays reachable.
"""

import numpy as np
import pandas as pd

from ml.metrics import interval_coverage

LOW, HIGH = 0.1, 0.9
BLOCK_DAYS = 7
PATHS = 2000


def root_errors(backtest: pd.DataFrame) -> pd.DataFrame:
    """Keep the errors of one candidate's open days: `origin`, `date`, `error`, oldest first."""
    rows = backtest[backtest["is_open"]].sort_values(["origin", "date"])
    error = _root(rows["actual"]) - _root(rows["forecast"])
    return rows[["origin", "date"]].assign(error=error).reset_index(drop=True)


def band(forecast: np.ndarray, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return P10 and P90 of each day; the forecast itself lies between them, zero stays zero."""
    low, high = np.quantile(errors, [LOW, HIGH])
    root, is_open = np.sqrt(forecast), forecast > 0
    return (
        np.where(is_open, np.square(np.maximum(root + min(low, 0.0), 0.0)), 0.0),
        np.where(is_open, np.square(root + max(high, 0.0)), 0.0),
    )


def measured_coverage(backtest: pd.DataFrame) -> float | None:
    """Measure how many open days fell inside a band made without them.

    The band of each origin's window comes from the errors of the origins whose windows share no
    day with it. None when too few days can be judged so.
    """
    errors = root_errors(backtest)
    windows = backtest.groupby("origin")["date"].agg(["min", "max"])
    judged = []
    for origin, window in windows.iterrows():
        apart = windows[(windows["max"] < window["min"]) | (windows["min"] > window["max"])]
        others = errors.loc[errors["origin"].isin(apart.index), "error"].to_numpy()
        rows = backtest[(backtest["origin"] == origin) & backtest["is_open"]]
        if len(others):
            low, high = band(rows["forecast"].to_numpy(), others)
            judged.append(rows[["actual"]].assign(low=low, high=high))
    if not judged:
        return None
    days = pd.concat(judged)
    return interval_coverage(days["actual"], days["low"], days["high"])


def simulate(
    forecast: np.ndarray, is_open: np.ndarray, errors: pd.DataFrame, *, seed: int
) -> np.ndarray:
    """Draw possible courses of the coming days: one row per course, one column per day.

    A course takes all its errors from one origin, in blocks of a week: what the method got wrong
    together (a level that moved) stays together, so a month's total does not look safer than it
    is. Quantiles of the totals are taken over the courses; daily quantiles do not add up.
    """
    rng = np.random.default_rng(seed)
    pools = [pool.to_numpy() for _, pool in errors.groupby("origin")["error"]]
    open_days = int(is_open.sum())
    courses = np.zeros((PATHS, len(forecast)))
    root = np.sqrt(forecast[is_open])
    for course in courses:
        drawn = _blocks(pools[rng.integers(len(pools))], open_days, rng)
        course[is_open] = np.square(np.maximum(root + drawn, 0.0))
    return courses


def _blocks(pool: np.ndarray, length: int, rng: np.random.Generator) -> np.ndarray:
    """Join whole blocks of consecutive errors, wrapping round the end of the pool."""
    starts = rng.integers(len(pool), size=-(-length // BLOCK_DAYS))
    positions = (starts[:, None] + np.arange(BLOCK_DAYS)).ravel()[:length]
    return pool[positions % len(pool)]


def _root(values: pd.Series) -> pd.Series:
    return np.sqrt(values.clip(lower=0))

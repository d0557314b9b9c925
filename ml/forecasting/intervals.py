"""Bands round a forecast, and totals of a period, made of the errors seen at rolling origins.

Errors are differences of square roots: the spread of a sum of many independent sales grows with
the root of its level, so on that scale a busy and a slow day err alike, and zero stays reachable.

A course of coming days takes its errors from one origin, in blocks of a week: what the method got
wrong together (a level that moved) stays together, so a month's total does not look safer than it
is. Past the window that an origin foretold, each further window adds the mean error of another
origin, up or down by the toss of a coin: what is farther away than was ever tested is less sure
with every window.
"""

import numpy as np
import pandas as pd

from ml.metrics import interval_coverage

LOW, HIGH = 0.1, 0.9
BLOCK_DAYS = 7
PATHS = 2000


def root_errors(backtest: pd.DataFrame) -> pd.DataFrame:
    """Keep the errors of one candidate's open days: `origin`, `date`, `error`, oldest first."""
    rows = backtest[backtest["is_open"].astype(bool)].sort_values(["origin", "date"])
    error = _root(rows["actual"]) - _root(rows["forecast"])
    return rows[["origin", "date"]].assign(error=error).reset_index(drop=True)


def band(forecast: np.ndarray, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return P10 and P90 of open days; the forecast itself lies between them."""
    low, high = np.quantile(errors, [LOW, HIGH])
    root = np.sqrt(forecast)
    return (
        np.square(np.maximum(root + min(low, 0.0), 0.0)),
        np.square(root + max(high, 0.0)),
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


def band_of(courses: np.ndarray, forecast: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return P10 and P90 of each day of the simulated courses, the forecast between them."""
    low, high = np.quantile(courses, [LOW, HIGH], axis=0)
    return np.minimum(low, forecast), np.maximum(high, forecast)


def simulate(
    forecast: np.ndarray,
    is_open: np.ndarray,
    errors: pd.DataFrame,
    *,
    window_days: int,
    seed: int,
) -> np.ndarray:
    """Draw possible courses of the coming days: one row per course, one column per day.

    Quantiles of totals are taken over the courses; daily quantiles do not add up. Measures tested
    at the same origins and drawn with the same seed take the same weeks, so that revenue and
    orders stay tied.
    """
    rng = np.random.default_rng(seed)
    pools = [pool.to_numpy() for _, pool in errors.groupby("origin")["error"]]
    courses = np.zeros((PATHS, len(forecast)))
    beyond = np.zeros((PATHS, 1))
    for start in range(0, len(forecast), window_days):
        days = start + np.flatnonzero(is_open[start : start + window_days])
        drawn, level = _stretch(pools, len(days), rng)
        # what lies beyond is foretold otherwise, so it need not err to the side that was seen
        if start:
            beyond += level * rng.choice([-1.0, 1.0], size=(PATHS, 1))
        root = np.sqrt(forecast[days]) + (beyond if start else level) + drawn
        courses[:, days] = np.square(np.maximum(root, 0.0))
    return courses


def _stretch(
    pools: list[np.ndarray], length: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw one origin per course: its errors about their mean, in whole blocks, and that mean.

    Blocks wrap round the end of the origin's days.
    """
    sizes = np.array([len(pool) for pool in pools])
    table = np.zeros((len(pools), sizes.max()))
    for row, pool in zip(table, pools, strict=True):
        row[: len(pool)] = pool - pool.mean()
    origin = rng.integers(len(pools), size=(PATHS, 1))
    starts = (rng.random((PATHS, -(-length // BLOCK_DAYS))) * sizes[origin]).astype(int)
    positions = (starts[:, :, None] + np.arange(BLOCK_DAYS)).reshape(PATHS, -1)[:, :length]
    means = np.array([pool.mean() for pool in pools])
    return table[origin, positions % sizes[origin]], means[origin]


def _root(values: pd.Series) -> pd.Series:
    return np.sqrt(values.astype(float).clip(lower=0))

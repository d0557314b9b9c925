"""The methods that compete to continue a daily series, each a plain function of the past.

A candidate takes `history` (`date`, `value`, `is_open`, `occasion`; no gaps, oldest first), the
days of `future` (without `value`) and a seed, and returns one value >= 0 per future day. Shut days
teach nothing and are foretold as zero.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from ml.forecasting.prophets import prophet, prophet_log
from ml.forecasting.regression import linear
from ml.forecasting.smoothing import theta

Candidate = Callable[[pd.DataFrame, pd.DataFrame, int], np.ndarray]

MEDIAN_OF_WEEKS = 8


def seasonal_naive(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Repeat the last open day of the same weekday."""
    return _by_weekday(history, future, lambda values: values.iloc[-1])


def weekday_median(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Repeat the median of the last eight open days of the same weekday."""
    return _by_weekday(history, future, lambda values: values.tail(MEDIAN_OF_WEEKS).median())


def combination(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Take each day's median of the four cheap methods: they seldom err to one side together."""
    return np.median([member(history, future, seed) for member in CHEAP.values()], axis=0)


def mean_of_days(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Repeat the mean of the open days, for a history too short to hold a season."""
    known = history.loc[history["is_open"], "value"]
    mean = max(known.mean(), 0.0) if len(known) else 0.0
    return np.where(future["is_open"], mean, 0.0)


BASELINE = "seasonal_naive"
FAVOURITE = "combination"
LAST_RESORT = "mean_of_days"
CHEAP: dict[str, Candidate] = {
    "seasonal_naive": seasonal_naive,
    "weekday_median": weekday_median,
    "linear": linear,
    "theta": theta,
}
WITHOUT_PROPHET: dict[str, Candidate] = {**CHEAP, FAVOURITE: combination}
CANDIDATES: dict[str, Candidate] = {
    **WITHOUT_PROPHET,
    "prophet": prophet,
    "prophet_log": prophet_log,
}
METHODS: dict[str, Candidate] = {**CANDIDATES, LAST_RESORT: mean_of_days}


def _by_weekday(
    history: pd.DataFrame, future: pd.DataFrame, summary: Callable[[pd.Series], float]
) -> np.ndarray:
    known = history[history["is_open"]]
    level = known.groupby(known["date"].dt.day_of_week)["value"].agg(summary)
    # a weekday that was never open and now is (a working Saturday) gets the usual day
    usual = level.median() if len(level) else 0.0
    forecast = future["date"].dt.day_of_week.map(level).fillna(usual).clip(lower=0)
    return np.where(future["is_open"], forecast, 0.0)

"""The methods that compete to continue a daily series, each a plain function of the past.

A candidate takes `history` (`date`, `value`, `is_open`, `occasion`; no gaps, oldest first), the
days of `future` (without `value`) and a seed, and returns one value >= 0 per future day. Shut days
teach nothing and are foretold as zero.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

Candidate = Callable[[pd.DataFrame, pd.DataFrame, int], np.ndarray]

MEDIAN_OF_WEEKS = 8
DAYS_THAT_SHOW_A_YEAR = 730
_NOISY_LOGGERS = ("cmdstanpy", "prophet", "prophet.plot", "prophet.models")


def seasonal_naive(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Repeat the last open day of the same weekday."""
    return _by_weekday(history, future, lambda values: values.iloc[-1])


def weekday_median(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Repeat the median of the last eight open days of the same weekday."""
    return _by_weekday(history, future, lambda values: values.tail(MEDIAN_OF_WEEKS).median())


def prophet(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Continue Prophet's trend, weekly season and holidays; a yearly season from two years on."""
    known = history.loc[history["is_open"], ["date", "value"]].set_axis(["ds", "y"], axis=1)
    span_days = (history["date"].iloc[-1] - history["date"].iloc[0]).days + 1
    with _quiet():
        from prophet import Prophet

        model = Prophet(
            holidays=_occasions(history, future),
            yearly_seasonality=span_days >= DAYS_THAT_SHOW_A_YEAR,
            weekly_seasonality=True,
            daily_seasonality=False,
            uncertainty_samples=0,
        )
        model.fit(known, seed=seed)
        forecast = model.predict(future[["date"]].set_axis(["ds"], axis=1))["yhat"].to_numpy()
    return np.where(future["is_open"], np.maximum(forecast, 0.0), 0.0)


def prophet_log(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Run Prophet on log(1 + value), so that weekday and trend multiply."""
    logged = history.assign(value=np.log1p(history["value"].clip(lower=0)))
    return np.expm1(prophet(logged, future, seed))


BASELINE = "seasonal_naive"
CANDIDATES: dict[str, Candidate] = {
    "seasonal_naive": seasonal_naive,
    "weekday_median": weekday_median,
    "prophet": prophet,
    "prophet_log": prophet_log,
}


def _by_weekday(
    history: pd.DataFrame, future: pd.DataFrame, summary: Callable[[pd.Series], float]
) -> np.ndarray:
    known = history[history["is_open"]]
    level = known.groupby(known["date"].dt.day_of_week)["value"].agg(summary)
    # a weekday that was never open and now is (a working Saturday) gets the usual day
    usual = level.median()
    forecast = future["date"].dt.day_of_week.map(level).fillna(usual).clip(lower=0)
    return np.where(future["is_open"], forecast, 0.0)


def _occasions(history: pd.DataFrame, future: pd.DataFrame) -> pd.DataFrame | None:
    """Open days off, each under its own name once two of that name were seen, else as one kind."""
    seen = history.loc[history["is_open"], "occasion"].dropna()
    if seen.empty:
        return None
    counts = seen.value_counts()
    named = set(counts.index[counts >= 2])
    days = pd.concat([history, future])
    days = days[days["is_open"] & days["occasion"].notna()]
    names = days["occasion"].where(days["occasion"].isin(named), "day off")
    return pd.DataFrame({"ds": days["date"].to_numpy(), "holiday": names.to_numpy()})


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Prophet's and Stan's progress out of the caller's log."""
    # not by level: cmdstanpy sets its own when it is imported
    loggers = [logging.getLogger(name) for name in _NOISY_LOGGERS]
    were_disabled = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, was_disabled in zip(loggers, were_disabled, strict=True):
            logger.disabled = was_disabled

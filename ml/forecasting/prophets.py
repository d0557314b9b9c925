"""Prophet as a candidate, on the plain and on the logarithmic scale."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd

from ml.forecasting.days_off import days_off

DAYS_THAT_SHOW_A_YEAR = 730
_NOISY_LOGGERS = ("cmdstanpy", "prophet", "prophet.plot", "prophet.models")


def prophet(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Continue Prophet's trend, weekly season and holidays; a yearly season from two years on."""
    known = history.loc[history["is_open"], ["date", "value"]].set_axis(["ds", "y"], axis=1)
    span_days = (history["date"].iloc[-1] - history["date"].iloc[0]).days + 1
    with _quiet():
        from prophet import Prophet

        model = Prophet(
            holidays=days_off(history, future),
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

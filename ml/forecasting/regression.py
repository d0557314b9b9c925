"""Linear regression as a candidate: trend, weekday, days off, and the year once two are known."""

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from ml.forecasting.days_off import days_off
from ml.forecasting.prophets import DAYS_THAT_SHOW_A_YEAR

HALF_LIFE_DAYS = 90
PENALTY = 0.1
YEARLY_WAVES = 3
DAYS_OF_YEAR = 365.25


def linear(history: pd.DataFrame, future: pd.DataFrame, seed: int) -> np.ndarray:
    """Continue a ridge regression of the days' roots, in which a quarter of a year halves weight.

    Roots, because the spread of a day grows with the root of its level: a busy day then teaches
    no more than a slow one.
    """
    known = history["is_open"].to_numpy()
    causes = _causes(history, future)
    age_days = np.arange(len(history))[::-1]
    model = Ridge(PENALTY).fit(
        causes[: len(history)][known],
        np.sqrt(history["value"].clip(lower=0).to_numpy()[known]),
        sample_weight=0.5 ** (age_days[known] / HALF_LIFE_DAYS),
    )
    root = model.predict(causes[len(history) :])
    return np.where(future["is_open"], np.square(np.maximum(root, 0.0)), 0.0)


def _causes(history: pd.DataFrame, future: pd.DataFrame) -> np.ndarray:
    """One row per day of both frames: weekdays, years from the last known day, waves, days off."""
    date = pd.concat([history["date"], future["date"]], ignore_index=True)
    weekday = date.dt.day_of_week.to_numpy()[:, None] == np.arange(7)
    years = ((date - history["date"].iloc[-1]).dt.days / DAYS_OF_YEAR).to_numpy()
    columns = [weekday, years[:, None]]
    if len(history) >= DAYS_THAT_SHOW_A_YEAR:
        turns = 2 * np.pi * years[:, None] * np.arange(1, YEARLY_WAVES + 1)
        columns += [np.sin(turns), np.cos(turns)]
    named = days_off(history, future)
    if named is not None:
        name = date.map(named.set_index("ds")["holiday"])
        columns += [(name == kind).to_numpy()[:, None] for kind in named["holiday"].unique()]
    return np.hstack([np.asarray(column, dtype=float) for column in columns])

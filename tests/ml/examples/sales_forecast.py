"""Shops whose sales grow, wander, or have only begun."""

import numpy as np
import pandas as pd

from tests.ml.examples import Example, Examples

WEEKDAY_SHARE = np.array([1.0, 1.3, 0.9, 1.1, 1.6, 0.5, 0.0])
AVERAGE_CHECK = 40.0
SETTINGS = {"horizon_days": 28}
CONTEST_SETTINGS = {"origin_count": 4}


def days_of(counts: np.ndarray, start: str = "2023-01-02") -> pd.DataFrame:
    """Daily features of a shop with these numbers of orders; no holidays, Sundays not worked."""
    dates = pd.date_range(start, periods=len(counts))
    return pd.DataFrame(
        {
            "series_id": "company",
            "series_date": dates,
            "net_revenue": np.round(counts * AVERAGE_CHECK, 2),
            "order_count": counts.astype("int64"),
            "is_working_day": dates.day_of_week < 6,
            "holiday_name": pd.Series(None, index=range(len(counts)), dtype=object),
        }
    )


def calendar_of(features: pd.DataFrame) -> pd.DataFrame:
    return features.rename(columns={"series_date": "calendar_date"})[
        ["calendar_date", "holiday_name", "is_working_day"]
    ]


def example_of(counts: np.ndarray, known: int) -> Example:
    happened = days_of(counts)
    subjects = calendar_of(happened.iloc[known:]).reset_index(drop=True)
    return Example(
        happened.iloc[:known],
        subjects,
        happened,
        settings=SETTINGS,
        contest_settings=CONTEST_SETTINGS,
    )


def growing_shop() -> Example:
    """Grow by a half in half a year, so that repeating last week falls ever further back."""
    rng = np.random.default_rng(11)
    day = np.arange(245)
    level = 60 * (1 + day / 365) * WEEKDAY_SHARE[day % 7]
    return example_of(np.round(level * rng.normal(1, 0.08, len(day))).clip(0), known=182)


def aimless_shop() -> Example:
    """Let each weekday wander by itself, so that last week is all there is to know."""
    rng = np.random.default_rng(3)
    steps = rng.normal(0, 9, (35, 7)).cumsum(axis=0)
    return example_of(np.round(200 + steps).clip(1).ravel(), known=182)


def young_shop() -> Example:
    """Stop one day short of eight weeks."""
    return example_of(np.full(150, 10.0), known=55)


def examples() -> Examples:
    """Return the shops; the guess puts the history's average in the place of every answer."""
    signal = growing_shop()
    means = signal.features[["net_revenue", "order_count"]].mean()
    return Examples(
        signal,
        aimless_shop(),
        young_shop(),
        lambda answers: answers.assign(p50=answers["measure"].map(means)),
    )

"""Shops whose sales grow, wander, or have only begun."""

import numpy as np
import pandas as pd

from tests.ml.examples import Example, Examples

WEEKDAY_SHARE = np.array([1.0, 1.3, 0.9, 1.1, 1.6, 0.5, 0.0])
AVERAGE_CHECK = 40.0
SETTINGS = {"horizon_days": 28}
CONTEST_SETTINGS = {"origin_count": 4, "workers": 1}


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


def example_of(counts: np.ndarray, known: int, checks: np.ndarray | None = None) -> Example:
    """Let one country bring a third of a shop; `checks` is what an order is worth each day."""
    company = days_of(counts)
    if checks is not None:
        company["net_revenue"] = np.round(counts * checks, 2)
    country = company.assign(
        series_id="country:Utopia",
        net_revenue=(company["net_revenue"] / 3).round(2),
        order_count=(company["order_count"] + 2) // 3,
    )
    happened = pd.concat([company, country], ignore_index=True)
    last_known = company["series_date"].iloc[known - 1]
    return Example(
        happened[happened["series_date"] <= last_known],
        calendar_of(company.iloc[known:]).reset_index(drop=True),
        happened,
        settings=SETTINGS,
        contest_settings=CONTEST_SETTINGS,
    )


def growing_shop() -> Example:
    """Grow by a half in half a year, so that repeating last week falls ever further back."""
    rng = np.random.default_rng(11)
    day = np.arange(245)
    level = 60 * (1 + day / 365) * WEEKDAY_SHARE[day % 7]
    counts = np.round(level * rng.normal(1, 0.08, len(day))).clip(0)
    checks = AVERAGE_CHECK * (1 + day / 365) * rng.normal(1, 0.03, len(day))
    return example_of(counts, known=182, checks=checks)


def aimless_shop() -> Example:
    """Let each weekday wander by itself, so that last week is all there is to know."""
    rng = np.random.default_rng(3)
    counts, checks = 200 + rng.normal(0, 9, (2, 35, 7)).cumsum(axis=1)
    return example_of(np.round(counts).clip(1).ravel(), known=182, checks=checks.clip(1).ravel())


def young_shop() -> Example:
    """Stop one day short of eight weeks."""
    return example_of(np.full(150, 10.0), known=55)


def examples() -> Examples:
    """Return the shops; the guess puts the history's average in the place of every answer."""
    signal = growing_shop()
    means = signal.features.groupby("series_id")[["net_revenue", "order_count"]].mean()
    means["average_check"] = means["net_revenue"] / means["order_count"]
    guess = means.stack().rename("guess")

    def constant_guess(answers: pd.DataFrame) -> pd.DataFrame:
        keys = pd.MultiIndex.from_frame(answers[["series_id", "measure"]])
        return answers.assign(p50=guess.reindex(keys).to_numpy())

    return Examples(signal, aimless_shop(), young_shop(), constant_guess)

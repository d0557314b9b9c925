"""One example company per registered model: where it must win, where it must not, too little."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ml import MODELS

WEEKDAY_SHARE = np.array([1.0, 1.3, 0.9, 1.1, 1.6, 0.5, 0.0])
AVERAGE_CHECK = 40.0


@dataclass(frozen=True)
class Example:
    """What a model may see, whom it answers for, and what then happened (for `evaluate`)."""

    features: pd.DataFrame
    subjects: pd.DataFrame
    happened: pd.DataFrame
    settings: dict[str, Any] = field(default_factory=lambda: {"horizon_days": 28})
    contest_settings: dict[str, Any] = field(default_factory=lambda: {"origin_count": 4})


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
    return Example(
        happened.iloc[:known], calendar_of(happened.iloc[known:]).reset_index(drop=True), happened
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


@dataclass(frozen=True)
class Examples:
    """The example companies of one model, and a guess that knows only the average."""

    signal: Example
    no_signal: Example
    too_little: Example

    def constant_guess(self, answers: pd.DataFrame) -> pd.DataFrame:
        """Put the history's average in the place of every answer."""
        means = self.signal.features[["net_revenue", "order_count"]].mean()
        return answers.assign(p50=answers["measure"].map(means))


EXAMPLES = {
    "sales_forecast": lambda: Examples(growing_shop(), aimless_shop(), young_shop()),
}


@dataclass(frozen=True)
class Asked:
    """A model's module, its examples, and what it answered to the one with a signal."""

    module: Any
    examples: Examples

    def contest_of(self, example: Example) -> Any:
        """Let the candidates compete on an example."""
        return self.module.contest(
            example.features, seed=5, **example.settings, **example.contest_settings
        )

    def answers_of(self, example: Example, method: Any) -> dict[str, pd.DataFrame]:
        """Fit the method on an example's features and ask it about its subjects."""
        fitted = self.module.fit(example.features, method=method, seed=5, **example.settings)
        return self.module.predict(fitted, example.subjects)

    @cached_property
    def contest(self) -> Any:
        """The contest on the example with a signal."""
        return self.contest_of(self.examples.signal)

    @cached_property
    def answers(self) -> dict[str, pd.DataFrame]:
        """What its winner answers there."""
        return self.answers_of(self.examples.signal, self.contest.method)


@pytest.fixture(scope="session", params=MODELS)
def asked(request: pytest.FixtureRequest) -> Asked:
    return Asked(import_module(f"ml.{request.param}"), EXAMPLES[request.param]())


@pytest.fixture(scope="session")
def shop_days() -> Callable[..., pd.DataFrame]:
    return days_of


@pytest.fixture(scope="session")
def calendar() -> Callable[[pd.DataFrame], pd.DataFrame]:
    return calendar_of

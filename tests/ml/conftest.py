"""Each registered model with its example companies, and what it answered to them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import pandas as pd
import pytest

from ml import MODELS
from tests.ml.examples import Example, Examples
from tests.ml.examples.sales_forecast import calendar_of, days_of


@dataclass(frozen=True)
class Asked:
    """A model's module, its examples, and what it answered to the one with a signal."""

    module: Any
    examples: Examples

    def contest_of(self, example: Example) -> Any:
        """Let the candidates compete on an example."""
        return self.module.contest(
            example.features, seed=5, **example.given, **example.contest_settings
        )

    def answers_of(self, example: Example, method: Any) -> dict[str, pd.DataFrame]:
        """Fit the method on an example's features and ask it about its subjects."""
        fitted = self.module.fit(example.features, method=method, seed=5, **example.given)
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
    return Asked(
        import_module(f"ml.{request.param}"),
        import_module(f"tests.ml.examples.{request.param}").examples(),
    )


@pytest.fixture(scope="session")
def shop_days() -> Callable[..., pd.DataFrame]:
    return days_of


@pytest.fixture(scope="session")
def calendar() -> Callable[[pd.DataFrame], pd.DataFrame]:
    return calendar_of

"""The example companies that every model is asked about, one module per model."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Example:
    """What a model may see, whom it answers for, and what then happened (for `evaluate`).

    `given` are the keyword arguments of contest, fit and baseline: settings and further frames.
    """

    features: pd.DataFrame
    subjects: pd.DataFrame
    happened: pd.DataFrame
    settings: dict[str, Any] = field(default_factory=dict)
    further: dict[str, pd.DataFrame] = field(default_factory=dict)
    contest_settings: dict[str, Any] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Any]:
        """Every keyword argument but the seed."""
        return {**self.further, **self.settings}


@dataclass(frozen=True)
class Examples:
    """The example companies of one model, and a guess that knows nothing of its subject."""

    signal: Example
    no_signal: Example
    too_little: Example
    constant_guess: Callable[[pd.DataFrame], pd.DataFrame]

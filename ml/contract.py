"""The shape every model has: what it declares, what it offers, what it hands back.

A model is a module (no class) that satisfies `Model`. It is pure: frames in, frames out; it opens
no file and no database, reads no clock, prints nothing and takes its randomness from `seed`.
`ml.runner` does the rest, so a new model needs only

1. a feature table made and tested in dbt, with one date column that says when a row was known;
2. `ml/<name>.py` with `SPEC`, `refusal`, `contest`, `fit`, `predict`, `baseline` and `evaluate`;
3. its name in `ml.MODELS`, and its example companies in `tests/ml/examples/<name>.py`.

A client model (churn, lifetime value) reads snapshots (`Rows(..., "as_of_date", "until")`) to learn
from and scores the newest one (`"on"`). A model that writes several tables (probabilities and
their reasons, say) lists each in `writes`. What a company may set reaches the module as keyword
arguments through `settings`, and so does every further frame of `also_reads`. A fit that is too
dear for every night is kept inside `Contest.method`, and `fit` then hands it back; everything else
is fitted anew on the newest rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pandas as pd

Status = Literal["published", "baseline", "refused", "failed"]


@dataclass(frozen=True)
class Rows:
    """Which rows of a table a model is given: known until `as_of`, dated on it, after it, or any.

    `date_column` decides, and orders the rows; a table that is read whole ("any") needs none. A
    `gapless` table has a row for every date of its own, so that one which ends before `as_of` is
    told from one where nothing happened.
    """

    table: str
    date_column: str | None
    when: Literal["until", "on", "after", "any"]
    gapless: bool = True


@dataclass(frozen=True)
class Table:
    """A table a model writes: its key and its columns with their DuckDB types.

    Only the `optional` columns may be null.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModelSpec:
    """What a model declares about itself.

    `measures` are what is foretold, each with its own contest and its own row in `ml.model_runs`.
    `scores` says where `ml.model_scores` finds its columns: its column -> an SQL expression over
    the first table of `writes`; rows that foretell nothing have none. `also_reads` and `settings`
    map a keyword argument of the module to the rows, and to the key of `company.yml`, that fill
    it. `lower_is_better` belongs to `metric`.
    """

    name: str
    question: str
    measures: tuple[str, ...]
    reads: Rows
    subjects: Rows
    writes: tuple[Table, ...]
    scores: Mapping[str, str]
    metric: str
    baseline: str
    floor: str
    lower_is_better: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    also_reads: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """How the best candidate did against the named baseline, for one measure.

    The status is 'published' when the candidate won, 'baseline' when it lost and the baseline is
    published in its place. Values are in the metric of the spec; None where they cannot be told.
    """

    measure: str
    status: Status
    reason: str
    candidate: str
    baseline: str
    candidate_value: float | None
    baseline_value: float | None
    interval_coverage: float | None = None

    @property
    def winner(self) -> str:
        """Whose answers are published."""
        return self.candidate if self.status == "published" else self.baseline


@dataclass(frozen=True)
class Contest:
    """The outcome of a contest: what `fit` needs to repeat the winner, and why it won.

    `scoreboard` has one row per measure and candidate, for people to read.
    """

    method: Any
    verdicts: tuple[Verdict, ...]
    scoreboard: pd.DataFrame


class Model(Protocol):
    """What a model module offers.

    `settings` are the keyword arguments that the spec names; `given` are these and the further
    frames. A function names what it uses and lets the rest pass; no frame handed in is changed.
    """

    SPEC: ModelSpec

    def refusal(self, features: pd.DataFrame, **settings: Any) -> str | None:
        """Say why these features are too few to learn from; None when they suffice."""

    def contest(self, features: pd.DataFrame, *, seed: int, **given: Any) -> Contest:
        """Let the candidates and the baseline answer a past they have not seen."""

    def fit(self, features: pd.DataFrame, *, method: Any, seed: int, **given: Any) -> Any:
        """Repeat the method that won on all the features given."""

    def predict(self, fitted: Any, subjects: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Answer for the subjects: one frame per table of the spec, without `as_of_date`."""

    def baseline(
        self, features: pd.DataFrame, subjects: pd.DataFrame, *, seed: int, **given: Any
    ) -> dict[str, pd.DataFrame]:
        """Answer with the labelled baseline, as well as the little that is known allows.

        It takes whatever `refusal` refuses, and answers for every subject.
        """

    def evaluate(self, predictions: pd.DataFrame, features: pd.DataFrame) -> dict[str, float]:
        """Compare the first table's rows with what happened: the metric per measure."""

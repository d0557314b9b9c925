"""How much will each client bring within the coming months.

Grain: one row per client known at the snapshot, over a stated horizon.

A visit is a day with a purchase. Expected visits (BG/NBD or MBG/NBD) times the expected value of a
visit (Gamma-Gamma, returns taken off), month by month, each discounted from its middle to the day
of the snapshot.

No leakage: the contest is held at half of the history. Every method learns there from snapshots up
to that day, each made of what was known on its own day, and is compared with the revenue between
that day and the newest snapshot.

A method must surely beat `average_spend` (average monthly spend × months × retention, the retention
measured on an earlier window) and one figure for all; if none does, `average_spend` is published
and the run says so.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ml.contract import Contest, ModelSpec, Rows, Table
from ml.lifetime.half_history import deviances, scoreboard, trial, verdict
from ml.lifetime.methods import (
    BASELINE,
    DAYS_OF_MONTH,
    METHODS,
    Method,
    earlier_snapshot,
    revenue_between,
    snapshot,
)

MEASURE = "predicted_value"
FEWEST_DAYS = 168
FEWEST_CLIENTS = 100
FEWEST_RETURNED = 30
SNAPSHOT_TOLERANCE = pd.Timedelta(days=14)

SPEC = ModelSpec(
    name="lifetime_value",
    question="How much will each client bring within the coming months?",
    measures=(MEASURE,),
    reads=Rows("marts.ml_client_features", "as_of_date", "until"),
    subjects=Rows("marts.ml_client_features", "as_of_date", "on"),
    writes=(
        Table(
            "ml.client_lifetime_values",
            key=("as_of_date", "client_id"),
            columns={
                "as_of_date": "DATE",
                "client_id": "VARCHAR",
                "horizon_months": "BIGINT",
                "expected_visit_count": "DOUBLE",
                "expected_visit_value": "DOUBLE",
                "predicted_value": "DOUBLE",
                "model_name": "VARCHAR",
            },
        ),
    ),
    scores={
        "subject_id": "client_id",
        "measure": f"'{MEASURE}'",
        "target_date": "cast(as_of_date + to_months(cast(horizon_months as INTEGER)) as DATE)",
        "value_p50": "predicted_value",
    },
    metric="poisson_deviance",
    baseline=BASELINE,
    floor=f"{FEWEST_DAYS} days of history; at half of it, {FEWEST_CLIENTS} clients, "
    f"{FEWEST_RETURNED} of whom had come again",
    settings={
        "horizon_months": "lifetime_value.horizon_months",
        "annual_discount_pct": "lifetime_value.annual_discount_pct",
    },
)


@dataclass(frozen=True)
class Fitted:
    """A method that has learned, and what it is asked."""

    name: str
    method: Method
    horizon_months: int
    annual_discount_pct: float


def refusal(features: pd.DataFrame, **settings: Any) -> str | None:
    """Say why this history is too short or too thin to learn from; None when it suffices."""
    days = int(features["tenure_days"].max()) if len(features) else 0
    middle = earlier_snapshot(features, np.inf) if len(features) else None
    clients = features[features["as_of_date"] == middle]
    returned = int((clients["visit_count"] > 1).sum())
    if days < FEWEST_DAYS or len(clients) < FEWEST_CLIENTS or returned < FEWEST_RETURNED:
        return (
            f"{days} days of history; at half of it {len(clients)} clients, {returned} of whom had "
            f"come again; at least {FEWEST_DAYS}, {FEWEST_CLIENTS} and {FEWEST_RETURNED} are needed"
        )
    return None


def contest(features: pd.DataFrame, *, seed: int, **settings: Any) -> Contest:
    """Choose the method that foretold best at half of the history.

    The window is what the history leaves, so neither the horizon nor the discount matters to it.
    """
    board = scoreboard(trial(features), seed=seed)
    found = verdict(MEASURE, board)
    return Contest(found.winner, (found,), board.reset_index().assign(measure=MEASURE))


def fit(
    features: pd.DataFrame,
    *,
    method: str,
    seed: int,
    horizon_months: int,
    annual_discount_pct: float,
) -> Fitted:
    """Let the winning method learn from all snapshots; `annual_discount_pct` is 0 to 100."""
    learned = METHODS[method](features, horizon_months * DAYS_OF_MONTH)
    return Fitted(method, learned, horizon_months, annual_discount_pct)


def predict(fitted: Fitted, subjects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Foretell each client of a snapshot.

    `expected_visit_count` × `expected_visit_value` is the revenue to be compared with what comes;
    `predicted_value` is the same, discounted.
    """
    months = np.arange(1, fitted.horizon_months + 1)
    visits = fitted.method.visits(subjects, months)
    value = fitted.method.visit_value(subjects)
    worth = (1 + fitted.annual_discount_pct / 100) ** (-(months - 0.5) / 12)
    answers = pd.DataFrame(
        {
            "client_id": subjects["client_id"].to_numpy(),
            "horizon_months": fitted.horizon_months,
            "expected_visit_count": visits[:, -1],
            "expected_visit_value": value,
            "predicted_value": np.diff(visits, prepend=0.0, axis=1) @ worth * value,
            "model_name": fitted.name,
        }
    )
    return {SPEC.writes[0].name: answers}


def baseline(
    features: pd.DataFrame,
    subjects: pd.DataFrame,
    *,
    seed: int,
    horizon_months: int,
    annual_discount_pct: float,
) -> dict[str, pd.DataFrame]:
    """Answer with `average_spend`; without earlier snapshots the subjects speak for themselves."""
    settings = {"horizon_months": horizon_months, "annual_discount_pct": annual_discount_pct}
    known = features if len(features) else subjects
    return predict(fit(known, method=BASELINE, seed=seed, **settings), subjects)


def evaluate(predictions: pd.DataFrame, features: pd.DataFrame) -> dict[str, float | None]:
    """Return the Poisson deviance of the foretold revenue once the horizon has passed, else None.

    Predictions of one day; undated ones were made on the first snapshot that knows all of their
    clients. The horizon ends at the snapshot nearest to its last day, within two weeks.
    """
    dates = features["as_of_date"]
    if "as_of_date" in predictions:
        made = pd.Timestamp(predictions["as_of_date"].iloc[0])
    else:
        known = features[features["client_id"].isin(predictions["client_id"])]
        made = known.groupby("client_id")["as_of_date"].min().max()
    end = made + pd.DateOffset(months=int(predictions["horizon_months"].iloc[0]))
    last = min(dates.unique(), key=lambda day: abs(day - end), default=pd.NaT)
    if not abs(last - end) <= SNAPSHOT_TOLERANCE:
        return {MEASURE: None}
    before = snapshot(features, made)
    foretold = predictions.set_index("client_id").loc[before["client_id"]]
    happened = revenue_between(before, snapshot(features, last))
    revenue = foretold["expected_visit_count"] * foretold["expected_visit_value"]
    return {MEASURE: float(deviances(happened, revenue.to_numpy()).mean())}

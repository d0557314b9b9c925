"""The models that compete: one on a straight scale, one of trees, both calibrated.

Calibration is Platt's (a logistic curve over the model's log-odds; in "Advances in Large Margin
Classifiers", 1999), fitted on answers for the newest learnt snapshot, given by models that saw
neither those clients nor that snapshot where there is an older one.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.base import BaseEstimator, clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler
from threadpoolctl import threadpool_limits

from ml.churning.labels import OUTCOME
from ml.churning.rules import patience_days

MOST_ROWS = 200_000
FOLDS = 5
SMALLEST_PROBABILITY = 1e-4
ONE_CORE = 1  # so small a task waits longer for a busy second core than it gains by it


def inputs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the models see of a snapshot's row: numbers on a scale of likes."""
    patience = patience_days(rows)
    columns = {
        "silence": np.log1p(rows["recency_days"]),
        "silence_to_patience": np.log1p(rows["recency_days"]) - np.log1p(patience),
        "visits": np.log1p(rows["visit_count"]),
        "visits_365d": np.log1p(rows["visits_365d"]),
        "visits_90d": np.log1p(rows["visits_90d"]),
        "visits_change": np.log1p(rows["visits_90d"]) - np.log1p(rows["visits_previous_90d"]),
        "has_rhythm": rows["p90_gap_days"].notna(),
        "tenure": np.log1p(rows["tenure_days"]),
        "visit_value": _signed_log(rows["average_visit_value"]),
        "revenue_90d": _signed_log(rows["revenue_90d"]),
        "revenue_365d": _signed_log(rows["revenue_365d"]),
        "returned_share": rows["returned_share_pct"] / 100,
        "products": np.log1p(rows["product_count"]),
    }
    return pd.DataFrame(columns, dtype=float).reset_index(drop=True)


def _signed_log(amounts: pd.Series) -> pd.Series:
    return np.sign(amounts) * np.log1p(amounts.abs())


def _logistic(seed: int) -> BaseEstimator:
    # a straight line would run on for ever: nothing counts as further out than what was learnt
    return make_pipeline(
        FunctionTransformer(inputs),
        MinMaxScaler(clip=True),
        StandardScaler(),
        LogisticRegression(C=0.1, max_iter=1000),
    )


def _boosting(seed: int) -> BaseEstimator:
    trees = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=100,
        max_leaf_nodes=8,
        min_samples_leaf=50,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    )
    return make_pipeline(FunctionTransformer(inputs), trees)


CANDIDATES = {"logistic": _logistic, "boosting": _boosting}


@dataclass(frozen=True)
class Calibrated:
    """A fitted model and the curve that makes its answers probabilities."""

    name: str
    model: BaseEstimator
    slope: float
    intercept: float

    def probability(self, rows: pd.DataFrame) -> np.ndarray:
        """Return the calibrated probability that each row's client stays away."""
        with threadpool_limits(limits=ONE_CORE):
            return expit(self.slope * _log_odds(self.model, rows) + self.intercept)


def learn(name: str, rows: pd.DataFrame, *, seed: int) -> Calibrated:
    """Fit a candidate on labelled rows, and its curve on answers it could not have known."""
    sample = _sampled(rows, seed)
    empty = CANDIDATES[name](seed)
    with threadpool_limits(limits=ONE_CORE):
        slope, intercept = _curve(empty, sample, seed)
        return Calibrated(name, clone(empty).fit(sample, sample[OUTCOME]), slope, intercept)


def _sampled(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    if len(rows) <= MOST_ROWS:
        return rows
    return rows.sample(MOST_ROWS, random_state=seed)


def _curve(empty: BaseEstimator, rows: pd.DataFrame, seed: int) -> tuple[float, float]:
    newest = (rows["as_of_date"] == rows["as_of_date"].max()).to_numpy()
    older = ~newest if not newest.all() else newest
    fold = _fold(rows["client_id"], seed)
    answers = np.full(len(rows), np.nan)
    for number in range(FOLDS):
        learnt, asked = rows[older & (fold != number)], newest & (fold == number)
        if learnt[OUTCOME].nunique() == 2 and asked.any():
            model = clone(empty).fit(learnt, learnt[OUTCOME])
            answers[asked] = _log_odds(model, rows[asked])
    told = ~np.isnan(answers)
    outcome = rows[OUTCOME].to_numpy()[told]
    if len(np.unique(outcome)) < 2:
        return 1.0, 0.0
    platt = LogisticRegression(C=1.0).fit(answers[told][:, None], outcome)
    return max(float(platt.coef_[0, 0]), 0.0), float(platt.intercept_[0])


def _fold(clients: pd.Series, seed: int) -> np.ndarray:
    """Give every client one of the folds, in all of its snapshots."""
    codes, names = pd.factorize(clients)
    return np.random.default_rng(seed).permutation(len(names))[codes] % FOLDS


def _log_odds(model: BaseEstimator, rows: pd.DataFrame) -> np.ndarray:
    chance = model.predict_proba(rows)[:, 1].clip(SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    return np.log(chance / (1 - chance))

"""Will a client who has bought stay away for the whole coming horizon.

Grain: one row per client who has bought, and at most three reasons per client.

Nobody cancels, so churn is never seen; three things are told apart: the rule (silent for longer
than nine of ten of the client's own gaps), the probability of no visit within the horizon, and what
was observed once the horizon is over. A probability of being "alive" is none of them: it is 1 for
everybody who bought once.

No leakage: a snapshot's row is what was known on its day. Its outcome counts only once the whole
horizon is over, and on a test day every method learns from outcomes that were known on that day.

Every client gets a probability. The contest is judged by those with a visit within a year of the
test day: who has long been gone is easily told, and would flatter everybody.

A candidate must surely have a lower Brier score than `recency_rule` (how many stayed away of those
who had been silent for as long), than the own-gap rule and than one rate for all; if none does,
`recency_rule` is published and the run says so.
"""

from dataclasses import dataclass

import pandas as pd

from ml.churning.candidates import Calibrated
from ml.churning.labels import OUTCOME, active, is_active, known_before, labelled, test_days
from ml.churning.quality import brier
from ml.churning.reasons import reasons, usual_figures
from ml.churning.rules import BASELINE, Rates, is_overdue, patience_days
from ml.churning.trial import learned, scoreboard, trial, verdict
from ml.contract import Contest, ModelSpec, Rows, Table

MEASURE = "churn_probability"
FEWEST_CLIENTS = 100
FEWEST_OF_A_KIND = 20

SPEC = ModelSpec(
    name="churn",
    question="Will this client, who has bought, stay away for the whole coming horizon?",
    measures=(MEASURE,),
    reads=Rows("marts.ml_client_features", "as_of_date", "until"),
    subjects=Rows("marts.ml_client_features", "as_of_date", "on"),
    writes=(
        Table(
            "ml.client_churn",
            key=("as_of_date", "client_id"),
            columns={
                "as_of_date": "DATE",
                "client_id": "VARCHAR",
                "horizon_days": "BIGINT",
                "churn_probability": "DOUBLE",
                "baseline_probability": "DOUBLE",
                "is_judged": "BOOLEAN",
                "is_overdue": "BOOLEAN",
                "patience_days": "DOUBLE",
                "silent_days": "BIGINT",
                "model_name": "VARCHAR",
            },
        ),
        Table(
            "ml.client_churn_reasons",
            key=("as_of_date", "client_id", "rank"),
            columns={
                "as_of_date": "DATE",
                "client_id": "VARCHAR",
                "rank": "BIGINT",
                "reason": "VARCHAR",
                "value": "DOUBLE",
                "usual_value": "DOUBLE",
            },
            optional=("usual_value",),
        ),
    ),
    scores={
        "subject_id": "client_id",
        "measure": f"'{MEASURE}'",
        "target_date": "cast(as_of_date + cast(horizon_days as INTEGER) as DATE)",
        "value_p50": "churn_probability",
    },
    metric="brier",
    baseline=BASELINE,
    floor=f"two horizons of snapshots; {FEWEST_CLIENTS} clients to learn from and to be judged by, "
    f"{FEWEST_OF_A_KIND} who came and {FEWEST_OF_A_KIND} who stayed away",
    settings={"horizon_days": "churn.horizon_days"},
)


@dataclass(frozen=True)
class Fitted:
    """What has learned, what is usual among the newest snapshot's clients, and what it is asked.

    `rule` is the named baseline, which says beside the method what it would have said.
    """

    name: str
    method: Rates | Calibrated
    rule: Rates
    usual: dict[str, float]
    horizon_days: int


def refusal(features: pd.DataFrame, *, horizon_days: int) -> str | None:
    """Say why this history is too short or too thin to learn from; None when it suffices."""
    rows = labelled(features, horizon_days)
    days = test_days(rows, horizon_days, 1)
    if not days:
        return (
            f"{features['as_of_date'].nunique()} snapshots, {rows['as_of_date'].nunique()} with a "
            f"known outcome; at least two horizons of {horizon_days} days must lie between the "
            "first snapshot and the newest"
        )
    learnt = known_before(rows, days[0], horizon_days)
    judged = active(rows[rows["as_of_date"] == days[0]])
    for part, kind in ((learnt, "to learn from"), (judged, "to be judged by")):
        gone = int(part.groupby("client_id")[OUTCOME].max().sum())
        came = int((1 - part.groupby("client_id")[OUTCOME].min()).sum())
        clients = part["client_id"].nunique()
        if clients < FEWEST_CLIENTS or min(gone, came) < FEWEST_OF_A_KIND:
            return (
                f"{clients} clients {kind}, {came} of whom came and {gone} stayed away; at least "
                f"{FEWEST_CLIENTS}, {FEWEST_OF_A_KIND} and {FEWEST_OF_A_KIND} are needed"
            )
    return None


def contest(features: pd.DataFrame, *, seed: int, horizon_days: int) -> Contest:
    """Choose the method that told best on past days who would stay away."""
    answers = trial(labelled(features, horizon_days), horizon_days=horizon_days, seed=seed)
    board = scoreboard(answers)
    found = verdict(MEASURE, board)
    return Contest(found.winner, (found,), board.reset_index().assign(measure=MEASURE))


def fit(features: pd.DataFrame, *, method: str, seed: int, horizon_days: int) -> Fitted:
    """Let the winning method learn from every snapshot whose outcome is known."""
    rows = labelled(features, horizon_days)
    newest = features[features["as_of_date"] == features["as_of_date"].max()]
    learnt = learned(method, rows, seed=seed)
    rule = learned(BASELINE, rows, seed=seed)
    return Fitted(method, learnt, rule, usual_figures(newest), horizon_days)


def predict(fitted: Fitted, subjects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tell of each client of one snapshot the probability, the rule beside it, and the reasons.

    The scoreboard judges the rows that are `is_judged`, against `baseline_probability`: whom and
    what the contest judged by.
    """
    churn = pd.DataFrame(
        {
            "client_id": subjects["client_id"].to_numpy(),
            "horizon_days": fitted.horizon_days,
            "churn_probability": fitted.method.probability(subjects),
            "baseline_probability": fitted.rule.probability(subjects),
            "is_judged": is_active(subjects).to_numpy(),
            "is_overdue": is_overdue(subjects).to_numpy(),
            "patience_days": patience_days(subjects).to_numpy(),
            "silent_days": subjects["recency_days"].to_numpy(),
            "model_name": fitted.name,
        }
    )
    why = reasons(subjects, fitted.usual, fitted.method.probability)
    return {SPEC.writes[0].name: churn, SPEC.writes[1].name: why}


def baseline(
    features: pd.DataFrame, subjects: pd.DataFrame, *, seed: int, horizon_days: int
) -> dict[str, pd.DataFrame]:
    """Answer with `recency_rule`; without any known outcome it says one half of everybody."""
    known = features if len(features) else subjects
    return predict(fit(known, method=BASELINE, seed=seed, horizon_days=horizon_days), subjects)


def evaluate(predictions: pd.DataFrame, features: pd.DataFrame) -> dict[str, float | None]:
    """Return the Brier score of one day's rows of `ml.client_churn` once the horizon has passed.

    As in the contest, who has long been gone is no judge. Rows without `as_of_date` were made on
    the snapshot at which every client was as long silent.
    """
    rows = labelled(features, int(predictions["horizon_days"].iloc[0]))
    told = predictions.merge(rows, on="client_id", suffixes=("", "_known"))
    if "as_of_date" in predictions:
        told = told[pd.to_datetime(told["as_of_date"]) == told["as_of_date_known"]]
    else:
        told = told[told["silent_days"] == told["recency_days"]]
        told = told[told.groupby("as_of_date")["client_id"].transform("count") == len(predictions)]
    told = active(told)
    if not len(told):
        return {MEASURE: None}
    return {MEASURE: brier(told[OUTCOME].to_numpy(), told["churn_probability"].to_numpy())}

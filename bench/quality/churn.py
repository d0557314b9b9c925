"""Who stays away: told from what was known half a year before, against what followed.

Three rounds on Online Retail. Models that learnt from the outcomes known on 2011-06-01 answer for
2011-09-01, and the 90 days to 2011-11-30 tell. The contest as the night holds it, over all its past
days. And the same with outcomes given to clients by lot, where the baseline must win.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from bench.quality.row import BOUNDS, Row
from bench.quality.study import NO_DATA, Study
from ml import churn
from ml.certainty import resampled_bounds
from ml.churning.candidates import CANDIDATES
from ml.churning.labels import OUTCOME, active, labelled
from ml.churning.quality import auc, brier, calibration_error
from ml.churning.trial import learned, scoreboard, trial, verdict

MODEL, DATA, SEED = "churn", "Online Retail", 20
HORIZON_DAYS = 90
LEARNT_ON, ASKED_ON, CONTEST_ON = date(2011, 6, 1), date(2011, 9, 1), date(2011, 12, 8)
TRUTH_ON = ASKED_ON + timedelta(days=HORIZON_DAYS)
AGAINST = ("recency_rule", "own_gap_rule")
FEATURES = "select * from marts.ml_client_features order by as_of_date, client_id"
CAME = """
    select distinct client_id from marts.fct_orders
    where is_sale and has_client and not is_wholly_returned and order_date > ?
"""

Score = Callable[[np.ndarray, np.ndarray], float | None]
SCORES: dict[str, Score] = {"AUC": auc, "Brier": brier, "ECE": calibration_error}


def measure(study: Study) -> list[Row]:
    """Hold the three rounds."""
    if not study.has_retail:
        return [Row(MODEL, DATA, note=NO_DATA)]
    rows = labelled(study.retail(CONTEST_ON, FEATURES), HORIZON_DAYS)
    dealt = rows.assign(**{OUTCOME: np.random.default_rng(SEED).permutation(rows[OUTCOME])})
    return [
        *_half_a_year_on(study),
        _contest(rows, f"contest of {CONTEST_ON}"),
        _contest(dealt, "outcomes given to clients by lot"),
    ]


def _half_a_year_on(study: Study) -> Iterator[Row]:
    known = study.retail(LEARNT_ON, FEATURES)
    learnt = labelled(known, HORIZON_DAYS)
    asked = study.retail(ASKED_ON, FEATURES)
    asked = active(asked[asked["as_of_date"] == pd.Timestamp(ASKED_ON)])
    came = set(study.retail(TRUTH_ON, CAME, [ASKED_ON])["client_id"])
    outcome = (~asked["client_id"].isin(came)).to_numpy(dtype=float)
    said = {
        name: learned(name, learnt, seed=SEED).probability(asked)
        for name in (*AGAINST, *CANDIDATES)
    }
    data = f"{DATA}, {len(learnt):,} outcomes known on {LEARNT_ON}, {len(asked):,} clients of "
    data += f"{ASKED_ON}, {outcome.mean():.1%} stayed away"
    status = "refused" if churn.refusal(known, horizon_days=HORIZON_DAYS) else "contested"
    for name in CANDIDATES:
        for metric, score in SCORES.items():
            for rule in AGAINST:
                yield _compared(name, rule, metric, score, outcome, said, data, status)


def _compared(
    name: str,
    rule: str,
    metric: str,
    score: Score,
    outcome: np.ndarray,
    said: dict[str, np.ndarray],
    data: str,
    status: str,
) -> Row:
    """Bound the difference between a candidate and a rule over resampled clients."""

    def difference(rows: np.ndarray) -> float:
        ours, theirs = (score(outcome[rows], said[each][rows]) for each in (name, rule))
        return ours - theirs

    low, high = resampled_bounds(difference, len(outcome), seed=SEED)
    return Row(
        f"{MODEL}: {name}",
        data,
        metric,
        score(outcome, said[name]),
        rule,
        score(outcome, said[rule]),
        low,
        high,
        f"{BOUNDS}; the night's contest on {LEARNT_ON}: {status}",
    )


def _contest(rows: pd.DataFrame, told: str) -> Row:
    board = scoreboard(trial(rows, horizon_days=HORIZON_DAYS, seed=SEED))
    found = verdict(churn.MEASURE, board)
    best = board.loc[found.candidate]
    return Row(
        f"{MODEL}: {found.candidate}",
        f"{DATA}, {told}, {best['rows']:,.0f} answers on {best['test_days']:.0f} past days",
        "Brier",
        found.candidate_value,
        found.baseline,
        found.baseline_value,
        best["difference_low"],
        best["difference_high"],
        f"{BOUNDS}; {found.status}",
    )

"""Ask rules and candidates about past days, with nothing but what was known on each of them."""

import numpy as np
import pandas as pd

from ml.churning.candidates import CANDIDATES, Calibrated, learn
from ml.churning.labels import OUTCOME, active, known_before, test_days
from ml.churning.quality import auc, brier, calibration_error, mean_interval
from ml.churning.rules import BASELINE, RULES, Rates, learn_rates
from ml.contract import Verdict

MOST_TEST_DAYS = 6


def learned(name: str, rows: pd.DataFrame, *, seed: int) -> Rates | Calibrated:
    """Let a rule or a candidate learn from labelled rows."""
    return learn_rates(name, rows) if name in RULES else learn(name, rows, seed=seed)


def trial(rows: pd.DataFrame, *, horizon_days: int, seed: int) -> pd.DataFrame:
    """Return what was said and what came: a row per test day and active client.

    Besides `as_of_date`, `client_id` and `stayed_away` there is a column of probabilities per rule
    and candidate. On a test day each has learnt only from snapshots whose horizon was over by then.
    """
    answers = []
    for day in test_days(rows, horizon_days, MOST_TEST_DAYS):
        known = known_before(rows, day, horizon_days)
        asked = active(rows[rows["as_of_date"] == day])
        said = {
            name: learned(name, known, seed=seed).probability(asked)
            for name in (*RULES, *CANDIDATES)
        }
        answers.append(asked[["as_of_date", "client_id", OUTCOME]].assign(**said))
    return pd.concat(answers, ignore_index=True)


def scoreboard(answers: pd.DataFrame) -> pd.DataFrame:
    """Sum a trial up: one row per rule and candidate, which is the index.

    `difference_low` and `difference_high` bound the Brier score less the baseline's; `sure_high`
    is the least favourable such bound against any of the rules.
    """
    outcome = answers[OUTCOME].to_numpy()
    errors = answers[[*RULES, *CANDIDATES]].sub(outcome, axis=0) ** 2
    rows = {}
    for name in errors:
        bounds = {
            rule: mean_interval((errors[name] - errors[rule]).to_numpy(), answers["client_id"])
            for rule in RULES
        }
        said = answers[name].to_numpy()
        rows[name] = {
            "brier": brier(outcome, said),
            "difference_low": bounds[BASELINE][0],
            "difference_high": bounds[BASELINE][1],
            "sure_high": max(high for _, high in bounds.values()),
            "auc": auc(outcome, said),
            "calibration_error": calibration_error(outcome, said),
            "rows": len(answers),
            "test_days": answers["as_of_date"].nunique(),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("candidate")


def verdict(measure: str, board: pd.DataFrame) -> Verdict:
    """Publish the best candidate if it surely beats every rule."""
    candidate = str(board.loc[[*CANDIDATES], "brier"].astype(float).idxmin())
    best, base = board.loc[candidate], board.loc[BASELINE]
    is_winner = np.isfinite(best["sure_high"]) and best["sure_high"] < 0
    rules = ", ".join(f"{name} {board.loc[name, 'brier']:.4f}" for name in RULES)
    return Verdict(
        measure=measure,
        status="published" if is_winner else "baseline",
        reason=f"{candidate} has a Brier score of {best['brier']:.4f} against {rules} "
        f"(less than {BASELINE} by {-best['difference_high']:.4f} to "
        f"{-best['difference_low']:.4f}): {best['rows']:.0f} answers on "
        f"{best['test_days']:.0f} past days",
        candidate=candidate,
        baseline=BASELINE,
        candidate_value=float(best["brier"]),
        baseline_value=float(base["brier"]),
    )

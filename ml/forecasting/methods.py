"""A method with the errors it made, and the contest that chooses it for one series."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.contract import Verdict
from ml.forecasting.candidates import (
    BASELINE,
    CANDIDATES,
    FAVOURITE,
    LAST_RESORT,
    WITHOUT_PROPHET,
)
from ml.forecasting.intervals import root_errors
from ml.forecasting.rolling_origin import Origin, backtest, scoreboard, verdict


@dataclass(frozen=True)
class Method:
    """A candidate's name, the errors it made at the origins, and how far they looked ahead."""

    candidate: str
    errors: pd.DataFrame
    window_days: int


# by series and measure
Methods = dict[tuple[str, str], Method]


@dataclass(frozen=True)
class Outcome:
    """What one contest brought: the method, why it won, and how every candidate did."""

    method: Method
    verdict: Verdict
    scoreboard: pd.DataFrame


def choose(
    measure: str, days: pd.DataFrame, origins: Sequence[Origin], *, is_head: bool, seed: int
) -> Outcome:
    """Hold the contest of one series and measure; where none can be held, keep the baseline.

    Only the head of the series is asked with every candidate from every origin: Prophet takes
    many times what the others take together.
    """
    candidates, asked = (CANDIDATES, origins) if is_head else (WITHOUT_PROPHET, origins[::2])
    tests = backtest(days, candidates, asked, seed=seed)
    if not tests["is_open"].any():
        method = baseline_method(days, origins, seed=seed)
        return Outcome(method, _not_held(measure), pd.DataFrame())
    board = scoreboard(tests, days, BASELINE, FAVOURITE)
    found = verdict(measure, board, BASELINE, FAVOURITE)
    method = _method(found.winner, tests[tests["candidate"] == found.winner], origins)
    return Outcome(method, found, board.reset_index())


def baseline_method(days: pd.DataFrame, origins: Sequence[Origin], *, seed: int) -> Method:
    """Take the named baseline with its errors; under a season of history, the mean of the days.

    Of a mean of few days nobody knows how wrong it is, so every day is an origin of its own: the
    coming ones may all be as one of them was.
    """
    tests = backtest(days, {BASELINE: CANDIDATES[BASELINE]}, origins, seed=seed)
    if len(tests) and tests["is_open"].any():
        return _method(BASELINE, tests, origins)
    value = days["value"].dropna().clip(lower=0)
    root = np.sqrt(value if len(value) else pd.Series([0.0]))
    error = root - np.sqrt(value.mean() if len(value) else 0.0)
    errors = pd.DataFrame({"origin": range(len(error)), "date": range(len(error)), "error": error})
    return Method(LAST_RESORT, errors, len(days))


def _not_held(measure: str) -> Verdict:
    reason = "no contest could be held: no window that an origin foretells has an open day"
    return Verdict(measure, "baseline", reason, BASELINE, BASELINE, None, None)


def _method(candidate: str, tests: pd.DataFrame, origins: Sequence[Origin]) -> Method:
    window = origins[0].is_open.index[-1] - origins[0].date
    return Method(candidate, root_errors(tests), window.days)

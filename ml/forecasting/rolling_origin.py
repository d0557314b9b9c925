"""Ask every candidate to forecast a past it has not seen, from several origins.

At an origin only the days up to it are known, which days the shop is open included. Future
holidays are public, so they may be known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.contract import Verdict
from ml.forecasting.candidates import Candidate
from ml.forecasting.intervals import measured_coverage
from ml.forecasting.opening_days import open_in_future, open_in_history
from ml.metrics import mase, wape

FEWEST_TRAINING_DAYS = 28
ENOUGH_TRAINING_DAYS = 91
FEWEST_OPEN_DAYS = 14
CLEARLY = 0.75
# windows of the origins overlap, so no interval over them could be believed; a share can, and where
# one monstrous return is most of every error, nobody is better by a hundredth
LEAST_GAIN = 0.01
TEST_COLUMNS = ["candidate", "origin", "date", "is_open", "actual", "forecast"]


def window_days(history_days: int, horizon_days: int) -> int:
    """Shorten the horizon to a quarter of a history that is too short for it."""
    return min(horizon_days, max(history_days // 4, 1))


def known_days(history_days: int, horizon_days: int, count: int) -> list[int]:
    """Choose how many days are known at each origin, newest first.

    Origins lie whole weeks apart, about a quarter of the window, so that errors of the level are
    seen many times; every window ends within the history. An origin knows a quarter of a year or,
    in a short history, half of it: a method that fails on less may since have learned enough.
    """
    window = window_days(history_days, horizon_days)
    step = max(window // 4 // 7, 1) * 7
    oldest = max(FEWEST_TRAINING_DAYS, min(ENOUGH_TRAINING_DAYS, history_days // 2))
    return list(range(history_days - window, oldest - 1, -step))[:count]


@dataclass(frozen=True)
class Origin:
    """The end of a past day, and which days were and would be open as judged then.

    `is_open` is indexed by date and ends with the window that is to be foretold.
    """

    date: pd.Timestamp
    is_open: pd.Series


def origins_of(shop: pd.DataFrame, *, horizon_days: int, count: int) -> list[Origin]:
    """Go back in the days of a shop: `date`, `is_sold`, `holiday_name`; newest origin first."""
    window = window_days(len(shop), horizon_days)
    found = []
    for known in known_days(len(shop), horizon_days, count):
        parts = with_open_days(shop.iloc[:known], shop.iloc[known : known + window])
        is_open = pd.concat(parts).set_index("date")["is_open"]
        found.append(Origin(parts[0]["date"].iloc[-1], is_open))
    return found


def with_open_days(
    history: pd.DataFrame, future: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mark on which days of both frames the shop is open, judged by the history alone."""
    return (
        history.assign(is_open=open_in_history(history)),
        future.assign(is_open=open_in_future(history, future)),
    )


def backtest(
    days: pd.DataFrame,
    candidates: Mapping[str, Candidate],
    origins: Sequence[Origin],
    *,
    seed: int,
) -> pd.DataFrame:
    """Forecast from every origin with every candidate.

    `days` has `date`, `value` and `occasion`; a day without a value teaches nothing and judges
    nothing. One row per candidate, origin and forecast day: `candidate`, `origin` (its date),
    `date`, `is_open`, `actual`, `forecast`. An origin at which a series has hardly begun is left
    out.
    """
    parts = [pd.DataFrame(columns=TEST_COLUMNS)]
    for origin in origins:
        history, future = _seen_from(origin, days)
        if history["is_open"].sum() < FEWEST_OPEN_DAYS:
            continue
        unseen = future[["date", "is_open", "occasion"]]
        judged = future.rename(columns={"value": "actual"}).assign(origin=origin.date)
        for name, candidate in candidates.items():
            rows = judged.assign(candidate=name, forecast=candidate(history, unseen, seed))
            parts.append(rows[TEST_COLUMNS].dropna(subset="actual"))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def scoreboard(
    tests: pd.DataFrame, days: pd.DataFrame, baseline: str, favourite: str
) -> pd.DataFrame:
    """Sum a backtest up: one row per candidate, which is the index.

    `mase` and `wape` are means over the `origins`, `origins_won` and `origins_ahead` count those
    where the MASE is below the baseline's and the favourite's, `interval_coverage` is the share of
    days inside P10 to P90.
    """
    by_origin = _origin_scores(tests, days)
    mases = by_origin.pivot(index="origin", columns="candidate", values="mase")
    coverage = {name: measured_coverage(rows) for name, rows in tests.groupby("candidate")}
    return (
        by_origin.groupby("candidate")[["mase", "wape"]]
        .mean()
        .assign(
            origins=len(mases),
            origins_won=mases.lt(mases[baseline], axis=0).sum(),
            origins_ahead=mases.lt(mases[favourite], axis=0).sum(),
            interval_coverage=pd.Series(coverage, dtype=float),
        )
    )


def verdict(measure: str, board: pd.DataFrame, baseline: str, favourite: str) -> Verdict:
    """Publish the challenger if its MASE is lower by a hundredth, and lower at most origins.

    The favourite challenges the baseline, unless another candidate is clearly better than it.
    """
    candidate = _challenger(board.drop(index=baseline), favourite)
    best, base = board.loc[candidate], board.loc[baseline]
    is_better = best["mase"] <= (1 - LEAST_GAIN) * base["mase"]
    is_winner = is_better and best["origins_won"] * 2 > best["origins"]
    return Verdict(
        measure=measure,
        status="published" if is_winner else "baseline",
        reason=_reason(best, base),
        candidate=candidate,
        baseline=baseline,
        candidate_value=_known(best["mase"]),
        baseline_value=_known(base["mase"]),
        interval_coverage=_known((best if is_winner else base)["interval_coverage"]),
    )


def _challenger(board: pd.DataFrame, favourite: str) -> str:
    """Take the best candidate if it is ahead of the favourite at three quarters of the origins.

    The origins' windows overlap, so the best of many is in part the luckiest.
    """
    best = str(board["mase"].fillna(np.inf).idxmin())
    is_clear = board.loc[best, "origins_ahead"] > CLEARLY * board.loc[best, "origins"]
    return best if is_clear else favourite


def _reason(best: pd.Series, base: pd.Series) -> str:
    if np.isnan(best["mase"]) or np.isnan(base["mase"]):
        return "no error can be measured against a history that repeats itself"
    return (
        f"{best.name} has a mean MASE of {best['mase']:.3f} against {base['mase']:.3f} and "
        f"wins at {best['origins_won']:.0f} of {best['origins']:.0f} origins"
    )


def _seen_from(origin: Origin, days: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the days into those known at the origin and those of its window."""
    window = days[days["date"] <= origin.is_open.index[-1]]
    is_open = origin.is_open.reindex(window["date"]).to_numpy(dtype=bool)
    is_past = (window["date"] <= origin.date).to_numpy()
    past = is_past & window["value"].notna().to_numpy()
    return (
        window.assign(is_open=is_open & past)[is_past].reset_index(drop=True),
        window.assign(is_open=is_open)[~is_past].reset_index(drop=True),
    )


def _origin_scores(tests: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    scores = []
    for (candidate, origin), rows in tests.groupby(["candidate", "origin"]):
        history = days.loc[days["date"] <= origin, "value"]
        error = mase(rows["actual"], rows["forecast"], history)
        scores.append((candidate, origin, error, wape(rows["actual"], rows["forecast"])))
    columns = ["candidate", "origin", "mase", "wape"]
    return pd.DataFrame(scores, columns=columns).astype({"mase": float, "wape": float})


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

"""Ask every method, at half of the history, what each client will bring, and see what they did.

The score is the mean Poisson deviance. The expected revenue itself has the lowest, and all money
counts alike. An absolute error would not do: the median has the lowest, most clients of many shops
bring nothing more, and so foretelling nothing for everyone would win. A squared error would be
decided by a handful of wholesalers.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.certainty import CONFIDENCE_PCT, mean_bounds
from ml.contract import Verdict
from ml.lifetime.methods import (
    BASELINE,
    DAYS_OF_MONTH,
    METHODS,
    earlier_snapshot,
    revenue_between,
    snapshot,
)

ONE_FOR_ALL = "one_for_all"
SMALLEST_SHARE = 0.01


@dataclass(frozen=True)
class Trial:
    """What was foretold at half-history per client (rows) and method (columns), and what came."""

    as_of: pd.Timestamp
    days: int
    forecasts: pd.DataFrame
    happened: np.ndarray


def trial(snapshots: pd.DataFrame) -> Trial:
    """Let each method learn from the snapshots up to half-history, and from none after it.

    `one_for_all` gives everyone the average, even the one that turned out right: who cannot beat
    it has not told clients apart.
    """
    middle, newest = earlier_snapshot(snapshots, np.inf), snapshots["as_of_date"].max()
    days = (newest - middle).days
    known, clients = snapshots[snapshots["as_of_date"] <= middle], snapshot(snapshots, middle)
    happened = revenue_between(clients, snapshot(snapshots, newest))
    forecasts = {}
    for name, learn in METHODS.items():
        method = learn(known, days)
        visits = method.visits(clients, [days / DAYS_OF_MONTH])[:, 0]
        forecasts[name] = visits * method.visit_value(clients)
    forecasts[ONE_FOR_ALL] = np.full(len(clients), max(happened.mean(), 0.0))
    return Trial(middle, days, pd.DataFrame(forecasts), happened)


def deviances(happened: np.ndarray, forecast: np.ndarray) -> np.ndarray:
    """Return each client's Poisson deviance, 2·(y·ln(y/m) − y + m), in the company's currency.

    Who brought back more than they bought counts as having brought nothing. A forecast below a
    hundredth of the average client's revenue is taken as that: nothing would be infinitely wrong.
    """
    brought = np.maximum(happened, 0.0)
    forecast = np.maximum(forecast, max(SMALLEST_SHARE * brought.mean(), 1e-9))
    return 2 * (
        brought * np.log(np.where(brought > 0, brought, 1.0) / forecast) - brought + forecast
    )


def scoreboard(held: Trial, *, seed: int) -> pd.DataFrame:
    """Sum a trial up: one row per method, which is the index.

    `difference_low` and `difference_high` bound the deviance less the baseline's over resampled
    clients, `difference_to_one_for_all_high` less that of one figure for all. `bias_pct` is what
    all forecasts together were off by, `rank_correlation` is Spearman's.
    """
    scores = held.forecasts.apply(lambda forecast: deviances(held.happened, forecast.to_numpy()))
    low, high = _difference_bounds(scores, BASELINE, seed)
    brought = held.happened.sum()
    return pd.DataFrame(
        {
            "poisson_deviance": scores.mean(),
            "difference_low": low,
            "difference_high": high,
            "difference_to_one_for_all_high": _difference_bounds(scores, ONE_FOR_ALL, seed)[1],
            "mae": held.forecasts.sub(held.happened, axis=0).abs().mean(),
            "bias_pct": 100 * (held.forecasts.sum() / brought - 1) if brought > 0 else np.nan,
            "rank_correlation": held.forecasts.rank().corrwith(pd.Series(held.happened).rank()),
            "clients": len(held.happened),
            "days": held.days,
        }
    ).rename_axis("candidate")


def verdict(measure: str, board: pd.DataFrame) -> Verdict:
    """Publish the best method if it surely beats the baseline, and one figure for all."""
    candidate = str(board.drop(index=[BASELINE, ONE_FOR_ALL])["poisson_deviance"].idxmin())
    best = board.loc[candidate]
    base, alike = board.loc[[BASELINE, ONE_FOR_ALL], "poisson_deviance"]
    is_winner = max(best["difference_high"], best["difference_to_one_for_all_high"]) < 0
    return Verdict(
        measure=measure,
        status="published" if is_winner else "baseline",
        reason=f"{candidate} has a deviance of {best['poisson_deviance']:.2f} against {base:.2f} "
        f"({best['difference_low']:+.2f} to {best['difference_high']:+.2f}, {CONFIDENCE_PCT} % "
        f"interval), one figure for all {alike:.2f}: {best['clients']:.0f} clients, "
        f"{best['days']:.0f} days",
        candidate=candidate,
        baseline=BASELINE,
        candidate_value=float(best["poisson_deviance"]),
        baseline_value=float(base),
    )


def _difference_bounds(
    scores: pd.DataFrame, reference: str, seed: int
) -> tuple[pd.Series, pd.Series]:
    low, high = mean_bounds(scores.sub(scores[reference], axis=0).to_numpy(), seed=seed)
    return pd.Series(low, scores.columns), pd.Series(high, scores.columns)

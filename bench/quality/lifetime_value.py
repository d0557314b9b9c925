"""What each client would bring, foretold at half of a history, against what followed.

Two real shops: Online Retail, and CDNOW (no returns, a cohort of one quarter). A third row for each
gives what happened to other clients by lot: there the baseline must win.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from bench.quality.row import BOUNDS, Row
from bench.quality.study import DATA_FOLDER, NO_DATA, Study
from ml.certainty import resampled_bounds
from ml.lifetime.half_history import Trial, deviances, scoreboard, trial, verdict
from ml.lifetime.methods import BASELINE

MODEL, MEASURE, SEED = "lifetime_value", "predicted_value", 20
RETAIL_AS_OF = date(2011, 12, 8)
FEATURES = "select * from marts.ml_client_features order by as_of_date"
CDNOW = DATA_FOLDER / "cdnow" / "cdnow_sample.parquet"
CDNOW_AS_OF, CDNOW_FIRST = "1998-06-30", "1997-02-26"  # eight weeks after the first sale

Score = Callable[[np.ndarray, np.ndarray], float]
SCORES: dict[str, Score] = {
    "Poisson deviance": lambda happened, told: deviances(happened, told).mean(),
    "mean absolute error": lambda happened, told: np.abs(told - happened).mean(),
    "all clients together, % off": lambda happened, told: 100 * (told.sum() / happened.sum() - 1),
    "rank correlation": lambda happened, told: _ranks(told, happened),
}


def measure(study: Study) -> list[Row]:
    """Hold the trial on both shops."""
    rows = []
    for data, features in (("Online Retail", _retail(study)), ("CDNOW", _cdnow())):
        if features is None:
            rows.append(Row(MODEL, data, note=NO_DATA))
        else:
            rows += [*_rows(data, trial(features)), _chance(data, trial(features))]
    return rows


def _rows(data: str, held: Trial) -> Iterator[Row]:
    found = verdict(MEASURE, scoreboard(held, seed=SEED))
    told = f"{data}, {len(held.happened):,} clients at {held.as_of:%F}, next {held.days} days"
    ours, base = (held.forecasts[name].to_numpy() for name in (found.candidate, BASELINE))
    for name, score in SCORES.items():
        low, high = _difference_bounds(score, held.happened, ours, base)
        yield Row(
            f"{MODEL}: {found.candidate}",
            told,
            name,
            score(held.happened, ours),
            BASELINE,
            score(held.happened, base),
            low,
            high,
            f"{BOUNDS}; {found.status}",
        )


def _chance(data: str, held: Trial) -> Row:
    """Give what happened to clients by lot."""
    happened = np.random.default_rng(SEED).permutation(held.happened)
    found = verdict(MEASURE, scoreboard(replace(held, happened=happened), seed=SEED))
    return Row(
        f"{MODEL}: {found.candidate}",
        f"{data}, what happened given to clients by lot",
        "Poisson deviance",
        found.candidate_value,
        BASELINE,
        found.baseline_value,
        note=f"{found.status}: {found.reason}",
    )


def _difference_bounds(
    score: Score, happened: np.ndarray, ours: np.ndarray, base: np.ndarray
) -> tuple[float, float]:
    def difference(rows: np.ndarray) -> float:
        return score(happened[rows], ours[rows]) - score(happened[rows], base[rows])

    low, high = resampled_bounds(difference, len(happened), seed=SEED)
    return float(low), float(high)


def _ranks(told: np.ndarray, happened: np.ndarray) -> float:
    return float(np.corrcoef(pd.Series(told).rank(), pd.Series(happened).rank())[0, 1])


def _retail(study: Study) -> pd.DataFrame | None:
    return study.retail(RETAIL_AS_OF, FEATURES) if study.has_retail else None


def _cdnow() -> pd.DataFrame | None:
    """Make the snapshots that the marts would make of CDNOW's purchases."""
    if not CDNOW.exists():
        return None
    sales = pd.read_parquet(CDNOW)
    sales = sales.assign(date=pd.to_datetime(sales["date"]))
    days = pd.date_range(end=CDNOW_AS_OF, start=CDNOW_FIRST, freq="D")[::-1][::28]
    return pd.concat([_snapshot(sales[sales["date"] <= day], day) for day in days])


def _snapshot(sales: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    clients = sales.groupby("sample_id")
    first, last = clients["date"].min(), clients["date"].max()
    columns = {
        "as_of_date": day,
        "visit_count": clients["date"].nunique(),
        "tenure_days": (day - first).dt.days,
        "last_visit_age_days": (last - first).dt.days,
        "net_revenue": clients["dollar_value"].sum(),
    }
    return pd.DataFrame(columns).rename_axis("client_id").reset_index()

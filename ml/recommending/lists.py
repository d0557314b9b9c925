"""Make a list per client of a method's scores, filled up with what is popular."""

from typing import Protocol

import numpy as np
import pandas as pd

from ml.recommending.purchases import Purchases

BATCH = 1000


class Scorer(Protocol):
    """What a method has learnt. `reason` is the code of its lines."""

    reason: str

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """Return clients × goods; only scores above zero speak for a good."""

    def because(self, rows: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Name for each line the client's own good that speaks most for it; -1 for none."""


def lists_of(
    purchases: Purchases,
    scorer: Scorer,
    rows: np.ndarray,
    countries: np.ndarray,
    *,
    count: int,
    explain: bool = True,
) -> pd.DataFrame:
    """Return the lines of every client, best first: row, rank, column, score, reason, because.

    `rows` are the clients' rows in the purchases, `countries` their rows in its popularity. They
    are taken a thousand at a time, so that memory does not grow with the clients. Goods just
    bought or not on offer are left out; lists may be short for that. A good that the client had
    before has the reason `bought_before`, whoever speaks for it.
    """
    batches = [
        _batch(purchases, scorer, rows[part], countries[part], count=count, explain=explain)
        for part in (slice(start, start + BATCH) for start in range(0, len(rows), BATCH))
    ]
    return pd.concat(batches, ignore_index=True) if batches else _lines(*[np.empty((0, 0))] * 5)


def popular_lists(purchases: Purchases, countries: np.ndarray, *, count: int) -> pd.DataFrame:
    """Return the lines of clients who have bought nothing yet; `row` counts through them."""
    wanted, position = np.unique(countries, return_inverse=True)
    key = np.where(purchases.is_offered, purchases.popularity[wanted], -np.inf)
    chosen, value = _best(key, count)
    chosen, value = chosen[position], value[position]
    nobody = np.full(chosen.shape, -1)
    reason = np.full(chosen.shape, "popular", dtype=object)
    return _lines(np.arange(len(countries)), chosen, value, reason, nobody)


def _batch(
    purchases: Purchases,
    scorer: Scorer,
    rows: np.ndarray,
    countries: np.ndarray,
    *,
    count: int,
    explain: bool,
) -> pd.DataFrame:
    scores = scorer.scores(rows)
    popularity = purchases.popularity[countries]
    # whatever a method says comes before what is merely popular, whose keys are not above zero
    key = np.where(scores > 0, scores, popularity - 1.0)
    key[:, ~purchases.is_offered] = -np.inf
    key[purchases.just_bought[rows].toarray() > 0] = -np.inf
    is_owned = purchases.orders[rows].toarray() > 0
    chosen, value = _best_of_both(key, is_owned, count)
    is_told = value > 0
    least = np.where(is_told, value, np.inf).min(axis=1, initial=np.inf)[:, None]
    filled = (value + 1.0) * np.where(np.isfinite(least), least, 1.0)
    because = np.where(is_told, scorer.because(rows, chosen), -1) if explain else chosen * 0 - 1
    reason = np.where(is_told, scorer.reason, "popular").astype(object)
    reason[np.take_along_axis(is_owned, chosen, axis=1)] = "bought_before"
    return _lines(rows, chosen, np.where(is_told, value, filled), reason, because)


def _best_of_both(
    key: np.ndarray, is_owned: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Choose the best, no more than half of them from what the client had before."""
    owned = _best(np.where(is_owned, key, -np.inf), count // 2)
    lacked = _best(np.where(is_owned, -np.inf, key), count)
    chosen = np.concatenate([owned[0], lacked[0]], axis=1)
    value = np.concatenate([owned[1], lacked[1]], axis=1)
    order = np.lexsort((chosen, -value), axis=1)[:, :count]
    return np.take_along_axis(chosen, order, axis=1), np.take_along_axis(value, order, axis=1)


def _best(key: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns and values of the greatest keys of each row, equal ones by column."""
    width = min(count, key.shape[1])
    if width == 0:
        return np.empty((len(key), 0), dtype=int), np.empty((len(key), 0))
    chosen = np.argpartition(-key, width - 1, axis=1)[:, :width]
    value = np.take_along_axis(key, chosen, axis=1)
    order = np.lexsort((chosen, -value), axis=1)
    return np.take_along_axis(chosen, order, axis=1), np.take_along_axis(value, order, axis=1)


def _lines(
    rows: np.ndarray,
    chosen: np.ndarray,
    value: np.ndarray,
    reason: np.ndarray,
    because: np.ndarray,
) -> pd.DataFrame:
    count, width = chosen.shape
    frame = pd.DataFrame(
        {
            "row": np.repeat(rows, width).astype(int),
            "rank": np.tile(np.arange(1, width + 1), count),
            "column": chosen.ravel().astype(int),
            "score": value.ravel().astype(float),
            "reason": reason.ravel(),
            "because": because.ravel().astype(int),
        }
    )
    return frame[np.isfinite(frame["score"])].reset_index(drop=True)

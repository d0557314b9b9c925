"""How rules hold in baskets that were not known when they were found.

Every time a later basket holds a rule's antecedent, the rule says how probable its consequent is:
its confidence. The baseline `independence` says the consequent's plain support. The Brier score is
the mean squared difference to what happened (Brier, Monthly Weather Review 78, 1950).
"""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from ml.baskets.baskets import Baskets
from ml.baskets.itemsets import NOTHING
from ml.baskets.rules import Rules

BASKETS_AT_ONCE = 2**16
SETS_AT_ONCE = 2**7
NORMAL_975 = 1.959964


@dataclass(frozen=True)
class Claims:
    """What rules and their baseline say, one row per rule.

    `antecedent` and `whole` hold places in `products`, filled up with `NOTHING`; `said` is the
    confidence, `plain` the support of the consequent.
    """

    products: np.ndarray
    antecedent: np.ndarray
    whole: np.ndarray
    said: np.ndarray
    plain: np.ndarray


@dataclass(frozen=True)
class Outcome:
    """What came of the claims: how often they were made, by whom they were judged, how they erred.

    `said`, `happened` and `plain` are shares of the `claims`. `gain` is how much lower the Brier
    score of the rules is than that of independence, `margin` half the width of its 95 % interval.
    """

    claims: int
    baskets: int
    said: float
    happened: float
    plain: float
    rules_brier: float
    plain_brier: float
    gain: float
    margin: float


def claims_of(rules: Rules) -> Claims:
    """Take the claims of rules that were found in earlier baskets."""
    items, counts = rules.itemsets.items, rules.itemsets.counts
    return Claims(
        rules.itemsets.products,
        items[rules.antecedent],
        items[rules.whole],
        counts[rules.whole] / counts[rules.antecedent],
        counts[rules.consequent] / rules.itemsets.basket_count,
    )


def claims_told(table: pd.DataFrame) -> Claims:
    """Take the claims of rules that were written down (`ml.baskets.rules.rule_table`)."""
    antecedents = [json.loads(ids) for ids in table["antecedent_ids"]]
    consequents = [json.loads(ids) for ids in table["consequent_ids"]]
    wholes = [[*one, *other] for one, other in zip(antecedents, consequents, strict=True)]
    products = sorted({product for ids in wholes for product in ids})
    width = max((len(ids) for ids in wholes), default=1)
    return Claims(
        np.array(products, dtype=object),
        _places(products, antecedents, width),
        _places(products, wholes, width),
        table["confidence"].to_numpy(float),
        (table["consequent_count"] / table["basket_count"]).to_numpy(float),
    )


def judge(claims: Claims, later: Baskets) -> Outcome | None:
    """Hold claims against later baskets; None when none of these holds any antecedent.

    The interval takes baskets as independent, and the claims within one as not: it is that of a
    ratio of two sums over the baskets.
    """
    sets, place = np.unique(
        np.concatenate([claims.antecedent, claims.whole]), axis=0, return_inverse=True
    )
    antecedent, whole = np.split(place.ravel(), 2)
    counts, sums = _held(sets, _worth(claims, antecedent, whole), claims.products, later)
    made, came = counts[antecedent], counts[whole]
    if not made.any():
        return None
    gain, margin = _ratio(sums[:, 1], sums[:, 0])
    return Outcome(
        claims=int(made.sum()),
        baskets=int((sums[:, 0] > 0).sum()),
        said=float(np.average(claims.said, weights=made)),
        happened=float(came.sum() / made.sum()),
        plain=float(np.average(claims.plain, weights=made)),
        rules_brier=_brier(claims.said, made, came),
        plain_brier=_brier(claims.plain, made, came),
        gain=gain,
        margin=margin,
    )


def _worth(claims: Claims, antecedent: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Say what a basket adds for each set it holds: claims made, and squared error spared.

    Holding the antecedent spares plain² - said², and holding the whole 2 (said - plain) more:
    together (1 - plain)² - (1 - said)².
    """
    worth = np.zeros((max(antecedent.max(initial=-1), whole.max(initial=-1)) + 1, 2))
    spared = np.square(claims.plain) - np.square(claims.said)
    np.add.at(worth, antecedent, np.stack([np.ones(len(spared)), spared], axis=1))
    np.add.at(worth, (whole, 1), 2 * (claims.said - claims.plain))
    return worth


def _held(
    sets: np.ndarray, worth: np.ndarray, products: np.ndarray, later: Baskets
) -> tuple[np.ndarray, np.ndarray]:
    """Count the baskets that hold each set, and add up for each basket what its sets are worth."""
    counts, sums = np.zeros(len(sets), dtype=np.int64), []
    for first in range(0, later.count, BASKETS_AT_ONCE):
        some = later.matrix[first : first + BASKETS_AT_ONCE]
        marks = _marks(some.tocsc(), later.products, products)
        total = np.zeros((some.shape[0], worth.shape[1]))
        for start in range(0, len(sets), SETS_AT_ONCE):
            part = slice(start, start + SETS_AT_ONCE)
            held = np.bitwise_and.reduce(marks[sets[part]], axis=1)
            counts[part] += np.bitwise_count(held).sum(axis=1, dtype=np.int64)
            total += np.unpackbits(held, axis=1, count=len(total)).T @ worth[part]
        sums.append(total)
    return counts, np.concatenate([np.zeros((0, worth.shape[1])), *sums])


def _marks(by_product: csc_array, known: np.ndarray, products: np.ndarray) -> np.ndarray:
    """Mark, in one row of bits per product, the baskets that hold it; the last row marks all.

    `NOTHING` finds that last row, so that an empty place asks for nothing.
    """
    column_of = {product: column for column, product in enumerate(known)}
    marks = np.zeros((len(products) + 1, by_product.shape[0]), dtype=bool)
    marks[NOTHING] = True
    for row, product in enumerate(products):
        if (column := column_of.get(product)) is not None:
            start, end = by_product.indptr[column : column + 2]
            marks[row, by_product.indices[start:end]] = True
    return np.packbits(marks, axis=1)


def _places(products: list[str], sets: list[list[str]], width: int) -> np.ndarray:
    place_of = {product: place for place, product in enumerate(products)}
    places = np.full((len(sets), width), NOTHING)
    for row, ids in enumerate(sets):
        places[row, : len(ids)] = sorted(place_of[product] for product in ids)
    return places


def _brier(probability: np.ndarray, made: np.ndarray, came: np.ndarray) -> float:
    errors = came * (1 - probability) ** 2 + (made - came) * probability**2
    return float(errors.sum() / made.sum())


def _ratio(above: np.ndarray, below: np.ndarray) -> tuple[float, float]:
    """Return the ratio of two sums over baskets, and half the width of its 95 % interval."""
    ratio = above.sum() / below.sum()
    asked = int((below > 0).sum())
    rest = np.square(above - ratio * below).sum() * asked / max(asked - 1, 1)
    return float(ratio), float(NORMAL_975 * np.sqrt(rest) / below.sum())

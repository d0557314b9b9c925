"""How rules hold in baskets that were not known when they were found.

Every time a later basket holds a rule's antecedent, the rule says how probable its consequent is:
its confidence. So do its rivals: `independence` says the consequent's plain support, `basket_size`
what chance would bring in baskets as large. The Brier score is the mean squared difference to what
happened (Brier, Monthly Weather Review 78, 1950).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ml.baskets.baskets import Baskets
from ml.baskets.chance import chance_of
from ml.baskets.itemsets import NOTHING
from ml.baskets.occurrences import occurrences
from ml.baskets.rules import Rules
from ml.certainty import ratio_and_margin

CANDIDATE, BASELINE, CHANCE = "rules", "independence", "basket_size"


@dataclass(frozen=True)
class Claims:
    """What rules and their rivals say, one row per rule.

    `antecedent` and `whole` hold places in `products`, filled up with `NOTHING`; `said` is the
    confidence, `rivals` what each of them says in its place.
    """

    products: np.ndarray
    antecedent: np.ndarray
    whole: np.ndarray
    said: np.ndarray
    rivals: Mapping[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """What one of them said on average, its Brier score, and how much lower that of the rules is.

    `margin` is half the width of the interval of this `gain`.
    """

    said: float
    brier: float
    gain: float = 0.0
    margin: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What came of the claims: the share that happened, and the scores of rules and rivals."""

    claims: int
    baskets: int
    happened: float
    rules: Score
    rivals: Mapping[str, Score]


def claims_of(rules: Rules, earlier: Baskets, later: Baskets) -> Claims:
    """Take the claims that rules found in earlier baskets make about later ones."""
    items, counts = rules.itemsets.items, rules.itemsets.counts
    return Claims(
        rules.itemsets.products,
        items[rules.antecedent],
        items[rules.whole],
        counts[rules.whole] / counts[rules.antecedent],
        {
            BASELINE: counts[rules.consequent] / rules.itemsets.basket_count,
            CHANCE: chance_of(rules, earlier, later),
        },
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
    )


def judge(claims: Claims, later: Baskets) -> Outcome | None:
    """Hold claims against later baskets; None when none of these holds any antecedent.

    The intervals take baskets as independent, and the claims within one as not: they are those of
    a ratio of two sums over the baskets.
    """
    sets, place = np.unique(
        np.concatenate([claims.antecedent, claims.whole]), axis=0, return_inverse=True
    )
    antecedent, whole = np.split(place.ravel(), 2)
    worth = _worth(claims, antecedent, whole, len(sets))
    counts, sums = np.zeros(len(sets), dtype=np.int64), np.zeros((later.count, worth.shape[1]))
    for part, rows, held in occurrences(sets, claims.products, later):
        counts[part] += held.sum(axis=1, dtype=np.int64)
        sums[rows] += held.T @ worth[part]
    made, came = counts[antecedent], counts[whole]
    if not made.any():
        return None
    gains = [ratio_and_margin(spared, sums[:, 0]) for spared in sums.T[1:]]
    return Outcome(
        claims=int(made.sum()),
        baskets=int((sums[:, 0] > 0).sum()),
        happened=float(came.sum() / made.sum()),
        rules=_score(claims.said, made, came),
        rivals={
            name: _score(said, made, came, *gain)
            for (name, said), gain in zip(claims.rivals.items(), gains, strict=True)
        },
    )


def _worth(claims: Claims, antecedent: np.ndarray, whole: np.ndarray, sets: int) -> np.ndarray:
    """Say what a basket adds for each set it holds: claims made, and squared error spared.

    Against a rival, holding the antecedent spares rival² - said², and holding the whole
    2 (said - rival) more: together (1 - rival)² - (1 - said)².
    """
    worth = np.zeros((sets, 1 + len(claims.rivals)))
    np.add.at(worth, (antecedent, 0), 1)
    for column, rival in enumerate(claims.rivals.values(), start=1):
        np.add.at(worth, (antecedent, column), np.square(rival) - np.square(claims.said))
        np.add.at(worth, (whole, column), 2 * (claims.said - rival))
    return worth


def _places(products: list[str], sets: list[list[str]], width: int) -> np.ndarray:
    place_of = {product: place for place, product in enumerate(products)}
    places = np.full((len(sets), width), NOTHING)
    for row, ids in enumerate(sets):
        places[row, : len(ids)] = sorted(place_of[product] for product in ids)
    return places


def _score(said: np.ndarray, made: np.ndarray, came: np.ndarray, *gain: float) -> Score:
    errors = came * (1 - said) ** 2 + (made - came) * said**2
    return Score(float(made @ said / made.sum()), float(errors.sum() / made.sum()), *gain)

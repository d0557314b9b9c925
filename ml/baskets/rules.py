"""Rules "who takes these also takes those", made of itemsets, with their measures.

Sources: support and confidence are of Agrawal, Imielinski & Swami, "Mining association rules
between sets of items in large databases", SIGMOD 1993; lift and conviction of Brin, Motwani, Ullman
& Tsur, "Dynamic itemset counting and implication rules for market basket data", SIGMOD 1997;
leverage of Piatetsky-Shapiro, "Discovery, analysis and presentation of strong rules", 1991.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from ml.baskets.itemsets import NOTHING, Itemsets, least_count


@dataclass(frozen=True)
class Rules:
    """Rules as rows of their itemsets: the antecedent, the consequent and both as a whole."""

    itemsets: Itemsets
    antecedent: np.ndarray
    consequent: np.ndarray
    whole: np.ndarray

    def __len__(self) -> int:
        return len(self.whole)


def rules_of(itemsets: Itemsets, *, min_confidence: float) -> Rules:
    """Split every set in every way into antecedent and consequent; keep what is confident enough.

    Confidence is compared by counts: the whole must lie in at least that share of the baskets that
    hold the antecedent, in exact arithmetic.
    """
    finder = _Finder(itemsets)
    parts = [np.empty((3, 0), dtype=np.int64)]
    for size in range(2, itemsets.items.shape[1] + 1):
        whole = np.flatnonzero(itemsets.sizes == size)
        for length in range(1, size):
            for chosen in combinations(range(size), length):
                rest = [place for place in range(size) if place not in chosen]
                items = itemsets.items[whole]
                found = finder.rows(items[:, chosen]), finder.rows(items[:, rest])
                parts.append(np.stack([*found, whole]))
    antecedent, consequent, whole = np.concatenate(parts, axis=1)
    needed = _least_joint_counts(itemsets.counts[antecedent], min_confidence)
    kept = itemsets.counts[whole] >= needed
    return Rules(itemsets, antecedent[kept], consequent[kept], whole[kept])


def rules_among(rules: Rules, products: Iterable[str]) -> Rules:
    """Keep the rules that speak only of these products."""
    is_known = np.append(np.isin(rules.itemsets.products, list(products)), True)
    kept = is_known[rules.itemsets.items[rules.whole]].all(axis=1)
    return Rules(rules.itemsets, rules.antecedent[kept], rules.consequent[kept], rules.whole[kept])


def rule_table(rules: Rules) -> pd.DataFrame:
    """Write rules down, one row each, those of the highest lift first.

    `antecedent_ids` and `consequent_ids` are JSON arrays of product ids in ascending order. A rule
    that never failed has an infinite conviction, told as a missing one.
    """
    itemsets, names = rules.itemsets, _names(rules.itemsets)
    antecedent_ids, consequent_ids = names[rules.antecedent], names[rules.consequent]
    table = pd.DataFrame(
        {
            "rule_id": antecedent_ids + " => " + consequent_ids,
            "antecedent_ids": antecedent_ids,
            "consequent_ids": consequent_ids,
            "item_count": itemsets.sizes[rules.whole],
            "basket_count": itemsets.basket_count,
            "antecedent_count": itemsets.counts[rules.antecedent],
            "consequent_count": itemsets.counts[rules.consequent],
            "joint_count": itemsets.counts[rules.whole],
        }
    )
    order = ["lift", "joint_count", "rule_id"]
    table = table.assign(**_measures(table))
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _measures(table: pd.DataFrame) -> dict[str, pd.Series]:
    total, joint = table["basket_count"], table["joint_count"]
    antecedent, consequent = table["antecedent_count"], table["consequent_count"]
    failed = (total * (antecedent - joint)).astype(float)
    return {
        "support": joint / total,
        "confidence": joint / antecedent,
        "lift": joint * total / (antecedent * consequent),
        "leverage": joint / total - antecedent * consequent / total**2,
        "conviction": (total - consequent) * antecedent / failed.where(failed > 0),
    }


def _least_joint_counts(antecedent_counts: np.ndarray, min_confidence: float) -> np.ndarray:
    counts, place = np.unique(antecedent_counts, return_inverse=True)
    least = [least_count(min_confidence, int(count)) for count in counts]
    return np.array(least, dtype=np.int64)[place]


def _names(itemsets: Itemsets) -> np.ndarray:
    """Write each set as a JSON array."""
    words = np.array([json.dumps(str(each), ensure_ascii=False) for each in itemsets.products])
    sets = [f"[{', '.join(words[places[places != NOTHING]])}]" for places in itemsets.items]
    return np.array(sets, dtype=object)


class _Finder:
    """Finds the row of a set by its products, all at once for many sets of one size."""

    def __init__(self, itemsets: Itemsets) -> None:
        self.base = len(itemsets.products) + 1
        self.width = itemsets.items.shape[1] - 1
        # a whole of full length is no part of any other, and its key might not fit
        keys = self._keys(itemsets.items[itemsets.sizes <= self.width, : self.width])
        self.order = np.argsort(keys)
        self.keys = keys[self.order]

    def rows(self, items: np.ndarray) -> np.ndarray:
        return self.order[np.searchsorted(self.keys, self._keys(items))]

    def _keys(self, items: np.ndarray) -> np.ndarray:
        """Read places as the digits of one number, an empty place as zero."""
        keys = np.zeros(len(items), dtype=np.int64)
        for digit in range(self.width):
            keys *= self.base
            if digit < items.shape[1]:
                keys += items[:, digit] + 1
        return keys

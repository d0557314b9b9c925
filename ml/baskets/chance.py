"""What would lie together by chance: the same products, dealt at random into baskets as large.

A large basket holds any two products rather than a small one does, so where baskets differ in size
every product seems to go with every other. A basket of k places is taken to hold a product with
the probability 1 - (1 - q)^k, where q is such that the product lies in as many baskets as it does.
"""

import numpy as np

from ml.baskets.baskets import Baskets
from ml.baskets.itemsets import Itemsets
from ml.baskets.occurrences import occurrences
from ml.baskets.rules import Rules

CLASSES_OF_DOUBLING = 4
LARGEST_RATE = 50.0
HALVINGS = 60


def chance_of(rules: Rules, earlier: Baskets, later: Baskets) -> np.ndarray:
    """Return how probable each consequent is by chance, in later baskets with the antecedent.

    How usual a product is comes from the earlier baskets, in which the rules were found; how large
    the baskets are from the later ones, so that chance is not beaten only because baskets grew.
    """
    itemsets = rules.itemsets
    sizes, members = _size_classes(earlier)
    rates = np.append(_rates(itemsets, sizes, members.sum(axis=0)), np.inf)
    sizes, members = _size_classes(later)
    antecedents, place = np.unique(rules.antecedent, return_inverse=True)
    spread = np.zeros((len(antecedents), len(sizes)))
    sets = itemsets.items[antecedents]
    for part, rows, held in occurrences(sets, itemsets.products, later):
        spread[part] += held @ members[rows]
    shares = (spread / np.maximum(spread.sum(axis=1, keepdims=True), 1))[place]
    taken = itemsets.sizes[rules.antecedent]
    chance = np.zeros(len(rules))
    for size, share in zip(sizes, shares.T, strict=True):
        left = np.maximum(size - taken, 0.0)[:, None]
        chance += share * _held(left, rates[itemsets.items[rules.consequent]]).prod(axis=1)
    return chance


def _size_classes(baskets: Baskets) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean size of each class of baskets, and a 1 where a basket is of a class."""
    sizes = np.diff(baskets.matrix.indptr)
    fine = np.floor(CLASSES_OF_DOUBLING * np.log2(sizes))
    classes, place = np.unique(fine, return_inverse=True)
    members = (place[:, None] == np.arange(len(classes))).astype(float)
    return sizes @ members / members.sum(axis=0), members


def _rates(itemsets: Itemsets, sizes: np.ndarray, baskets: np.ndarray) -> np.ndarray:
    """Find -log(1 - q) of each product by halving: so much that its expected count is its count."""
    counts = itemsets.counts[itemsets.sizes == 1]
    low, high = np.zeros(len(counts)), np.full(len(counts), LARGEST_RATE)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_low = _held(sizes, middle[:, None]) @ baskets < counts
        low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
    return high


def _held(places: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Say how probably so many places hold a product; an infinite rate asks for nothing."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(rates), 1.0, -np.expm1(-places * rates))

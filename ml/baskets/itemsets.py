"""Which sets of products are bought together often: Eclat on packed bits, exact, in whole counts.

Source of the method: Zaki, "Scalable algorithms for association mining", IEEE Transactions on
Knowledge and Data Engineering 12(3), 2000. A set is grown from its rarest product, and only among
the baskets that hold it. The products that may join lie in at least as many baskets, hence all
marks of one step together are no more than the lines that were given: memory is bounded by them.
"""

import math
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from ml.baskets.baskets import Baskets

MOST_ITEMSETS = 50_000
NOTHING = -1


@dataclass(frozen=True)
class Itemsets:
    """The sets of products that lie together in at least `min_count` of `basket_count` baskets.

    `items` has one row per set: places in `products`, ascending, filled up with `NOTHING`; rows
    are ordered by size, then by places. `counts` says in how many baskets each set lies.
    """

    products: np.ndarray
    items: np.ndarray
    counts: np.ndarray
    basket_count: int
    min_count: int

    @property
    def sizes(self) -> np.ndarray:
        """How many products each set has."""
        return (self.items != NOTHING).sum(axis=1)


def least_count(share: float, total: int) -> int:
    """Return the smallest count, 1 or more, that is at least this share of the total.

    The share counts as it is written in decimals: 7 % of 100 are 7, though 0.07 * 100 > 7.
    """
    return max(1, math.ceil(Fraction(str(share)) * total))


def frequent_itemsets(
    baskets: Baskets, *, min_count: int, max_items: int, most: int = MOST_ITEMSETS
) -> Itemsets:
    """Find every set of up to `max_items` products that lies in at least `min_count` baskets.

    If there are more than `most` sets, the count is raised to the lowest that leaves no more; the
    answer tells it as its own `min_count`.
    """
    harvest = _Harvest(max_items, most, min_count)
    totals = baskets.product_counts
    rarest_first = np.argsort(totals, kind="stable")
    rarest_first = rarest_first[totals[rarest_first] >= min_count]
    harvest.add((), rarest_first, totals[rarest_first])
    matrix = baskets.matrix[:, rarest_first]
    by_product = matrix.tocsc()
    # the most frequent grow first: where there are too many sets, the bar is raised soonest so
    for place in reversed(range(len(rarest_first))):
        if totals[rarest_first[place]] >= harvest.min_count:
            holders = by_product.indices[by_product.indptr[place] : by_product.indptr[place + 1]]
            _join_one(harvest, rarest_first, place, matrix[holders])
    harvest.trim()
    return _arranged(harvest, baskets)


@dataclass
class _Harvest:
    """The sets found so far; when they are too many, the bar is raised and the lowest let go.

    Subsets lie in at least as many baskets, so a raised bar never parts a set from its subsets.
    """

    max_items: int
    most: int
    min_count: int
    items: list[np.ndarray] = field(default_factory=list)
    counts: list[np.ndarray] = field(default_factory=list)
    size: int = 0

    def add(self, prefix: tuple[int, ...], last: np.ndarray, counts: np.ndarray) -> None:
        """Keep the sets made of the prefix and each of the last products."""
        items = np.full((len(last), self.max_items), NOTHING, dtype=np.int32)
        items[:, : len(prefix)] = prefix
        items[:, len(prefix)] = last
        self.items.append(items)
        self.counts.append(counts)
        self.size += len(last)
        if self.size > 2 * self.most:
            self.trim()

    def trim(self) -> None:
        """Raise the bar as little as leaves no more than `most` sets."""
        items, counts = np.concatenate(self.items), np.concatenate(self.counts)
        if len(counts) > self.most:
            first_too_many = len(counts) - self.most - 1
            self.min_count = int(np.partition(counts, first_too_many)[first_too_many]) + 1
            kept = counts >= self.min_count
            items, counts = items[kept], counts[kept]
        self.items, self.counts, self.size = [items], [counts], len(counts)


def _join_one(harvest: _Harvest, products: np.ndarray, place: int, holders) -> None:
    """Grow the sets whose rarest product has this place; `holders` are the baskets it lies in."""
    joint = np.bincount(holders.indices, minlength=len(products))
    joint[: place + 1] = 0
    partners = np.flatnonzero(joint >= harvest.min_count)
    if not len(partners):
        return
    prefix = (products[place],)
    harvest.add(prefix, products[partners], joint[partners])
    if harvest.max_items > 2 and len(partners) > 1:
        _join_more(harvest, prefix, products[partners], _bits(holders, partners))


def _join_more(
    harvest: _Harvest, prefix: tuple[int, ...], products: np.ndarray, bits: np.ndarray
) -> None:
    """Grow the prefix by two products and more; `bits` mark the baskets of each product."""
    for place in range(len(products) - 1):
        common = bits[place + 1 :] & bits[place]
        counts = np.bitwise_count(common).sum(axis=1, dtype=np.int64)
        kept = np.flatnonzero(counts >= harvest.min_count)
        if len(kept):
            longer, last = (*prefix, products[place]), products[place + 1 :][kept]
            harvest.add(longer, last, counts[kept])
            if len(kept) > 1 and len(longer) + 1 < harvest.max_items:
                _join_more(harvest, longer, last, common[kept])


def _bits(baskets, columns: np.ndarray) -> np.ndarray:
    """Mark, in one row of bits per column, the baskets that hold it."""
    row_of = np.full(baskets.shape[1], NOTHING)
    row_of[columns] = np.arange(len(columns))
    rows = row_of[baskets.indices]
    basket = np.repeat(np.arange(baskets.shape[0]), np.diff(baskets.indptr))
    marks = np.zeros((len(columns), math.ceil(baskets.shape[0] / 64) * 64), dtype=bool)
    marks[rows[rows != NOTHING], basket[rows != NOTHING]] = True
    return np.packbits(marks, axis=1).view(np.uint64)


def _arranged(harvest: _Harvest, baskets: Baskets) -> Itemsets:
    """Put the sets in order, and number the products left in the order of their ids."""
    items, counts = harvest.items[0], harvest.counts[0]
    used = np.unique(items[items != NOTHING])
    place_of = np.full(len(baskets.products) + 1, len(used))
    place_of[used] = np.arange(len(used))
    places = np.sort(place_of[items], axis=1)
    places[places == len(used)] = NOTHING
    order = np.lexsort((*places.T[::-1], (places != NOTHING).sum(axis=1)))
    return Itemsets(
        baskets.products[used],
        places[order].astype(np.int32),
        counts[order],
        baskets.count,
        harvest.min_count,
    )

"""Which baskets hold which sets of products, asked for many sets at once."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csc_array

from ml.baskets.baskets import Baskets
from ml.baskets.itemsets import NOTHING

BASKETS_AT_ONCE = 2**16
SETS_AT_ONCE = 2**7


def occurrences(
    sets: np.ndarray, products: np.ndarray, baskets: Baskets
) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """Yield parts of the sets, parts of the baskets, and a 1 where a set (row) lies in a basket.

    `sets` holds places in `products`, filled up with `NOTHING`. A product that no basket knows
    lies in none. The parts bound the memory.
    """
    for first in range(0, baskets.count, BASKETS_AT_ONCE):
        some = baskets.matrix[first : first + BASKETS_AT_ONCE]
        marks = _marks(some.tocsc(), baskets.products, products)
        for start in range(0, len(sets), SETS_AT_ONCE):
            part = slice(start, start + SETS_AT_ONCE)
            held = np.bitwise_and.reduce(marks[sets[part]], axis=1)
            rows = slice(first, first + some.shape[0])
            yield part, rows, np.unpackbits(held, axis=1, count=some.shape[0])


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

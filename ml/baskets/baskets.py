"""Which products lie together in which basket."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

BasketKind = Literal["order", "client"]

BASKET_COLUMNS: dict[BasketKind, str] = {"order": "order_id", "client": "client_id"}


@dataclass(frozen=True)
class Baskets:
    """Baskets by products: `matrix` is true where the basket (row) holds the product (column).

    `products` are the products' ids in ascending order, one per column.
    """

    products: np.ndarray
    matrix: csr_array

    @property
    def count(self) -> int:
        """How many baskets there are, those of one product included."""
        return self.matrix.shape[0]

    @property
    def product_counts(self) -> np.ndarray:
        """In how many baskets each product lies."""
        return np.bincount(self.matrix.indices, minlength=len(self.products))


def baskets_of(lines: pd.DataFrame, basket: BasketKind) -> Baskets:
    """Gather lines (`order_id`, `client_id`, `product_id`) into baskets of distinct products.

    With the basket "client" lines without a client belong to nobody and are left out.
    """
    known = lines.loc[lines[BASKET_COLUMNS[basket]].notna() & lines["product_id"].notna()]
    rows, names = pd.factorize(known[BASKET_COLUMNS[basket]])
    columns, products = pd.factorize(known["product_id"].astype(str), sort=True)
    shape = (len(names), len(products))
    # told twice is still one: marks are joined by "or", not added
    matrix = coo_array((np.ones(len(rows), dtype=bool), (rows, columns)), shape=shape).tocsr()
    return Baskets(np.asarray(products, dtype=object), matrix)

"""Give goods that nobody has bought yet a place: the last line of a client's list.

Only a client who buys from the category is offered one, and only one, so that a long list of what
never sold takes little of anybody's sight. Clients are dealt the category's new goods in turn.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.recommending.contributions import strongest
from ml.recommending.purchases import Purchases

SHORTEST_LIST = 5


@dataclass(frozen=True)
class NewGoods:
    """Category codes of the goods sold (-1: without new goods), and the new goods of each."""

    category_of_sold: np.ndarray
    product_id: np.ndarray
    first: np.ndarray
    count: np.ndarray


def new_goods(untried: pd.DataFrame, products: pd.DataFrame, purchases: Purchases) -> NewGoods:
    """Gather the untried products whose category is known."""
    fresh = untried[untried["category"].notna()].sort_values(["category", "product_id"])
    categories, first, count = np.unique(
        fresh["category"].to_numpy(dtype=str), return_index=True, return_counts=True
    )
    known = products.drop_duplicates("product_id").set_index("product_id")["category"]
    of_sold = pd.Index(categories).get_indexer(known.reindex(purchases.goods))
    return NewGoods(of_sold, fresh["product_id"].to_numpy(), first, count)


def with_new_goods(
    lines: pd.DataFrame, goods: NewGoods, purchases: Purchases, rows: np.ndarray
) -> pd.DataFrame:
    """Put a new good in the place of the last line of lists with at least five.

    `because` is the client's own strongest good among those whose category has new ones. The good
    itself stands in the column `product_id`, which is null on all other lines.
    """
    owned = purchases.tastes[rows].tocoo()
    category = goods.category_of_sold[owned.col]
    value = np.where(category >= 0, owned.data, 0)
    because = strongest(owned.row, owned.col, value, len(rows))
    length = lines.groupby("row")["rank"].transform("max")
    is_last = (lines["rank"] == length) & (length >= SHORTEST_LIST)
    position = pd.Index(rows).get_indexer(lines["row"])
    is_taken = is_last.to_numpy() & (because[position] >= 0)
    told = because[position[is_taken]]
    chosen = goods.category_of_sold[told]
    turn = rows[position[is_taken]] % goods.count[chosen]
    lines = lines.assign(product_id=None)
    lines.loc[is_taken, "product_id"] = goods.product_id[goods.first[chosen] + turn]
    lines.loc[is_taken, "because"] = told
    lines.loc[is_taken, "reason"] = "same_category"
    return lines

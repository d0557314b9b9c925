"""What is in the range: which goods have left it, and which of the others nobody has bought yet."""

import pandas as pd


def is_discontinued(products: pd.DataFrame, day: pd.Timestamp | None = None) -> pd.Series:
    """Say which products had left the range by the end of a day; without one, all that have left.

    The table of products tells only of what has left already.
    """
    left = pd.to_datetime(products["discontinued_at"])
    return left.notna() if day is None else left < day + pd.Timedelta(days=1)


def untried_goods(products: pd.DataFrame, sold: pd.Index) -> pd.DataFrame:
    """Return the products of the range that nobody has bought yet, in the order of their keys."""
    is_untried = ~products["product_id"].isin(sold) & ~is_discontinued(products)
    return products[is_untried].drop_duplicates("product_id").sort_values("product_id")

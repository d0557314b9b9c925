"""Rules of shared baskets: our way, mlxtend's, and a bare count of pairs in SQL."""

import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet  # noqa: F401  (pandas imports it on first use; not on the clock)
from mlxtend.frequent_patterns import association_rules, fpgrowth
from mlxtend.preprocessing import TransactionEncoder

from include.warehouse import connect, literal
from ml import associations

SETTINGS = {"basket": "order", "min_support": 0.005, "min_confidence": 0.3, "max_items": 3}
PRODUCTS, NEEDS, GOODS_OF_NEED = 2_000, 300, 12
OTHERS_IN_BASKET, OF_NEED = 7, 0.6
SEED = 20


def make_baskets(file: str, baskets: int) -> int:
    """Write lines of baskets that each serve one need and some whims; return their number.

    Some needs, and some products, are far more common than others.
    """
    rng = np.random.default_rng(SEED)
    order = np.repeat(np.arange(baskets), 1 + rng.poisson(OTHERS_IN_BASKET, baskets))
    need = np.floor(NEEDS * rng.random(baskets) ** 3).astype(int)[order]
    of_need = (7 * need + rng.integers(GOODS_OF_NEED, size=len(order))) % PRODUCTS
    whim = np.floor(PRODUCTS * rng.random(len(order)) ** 3).astype(int)
    product = np.where(rng.random(len(order)) < OF_NEED, of_need, whim)
    days = (365 * order // baskets).astype("timedelta64[D]")
    lines = pd.DataFrame(
        {
            "order_id": order.astype(str),
            "product_id": np.char.add("SKU-", product.astype(str)),
            "client_id": (order % 20_000).astype(str),
            "order_date": np.datetime64("2024-01-01", "s") + days,
        }
    ).drop_duplicates(["order_id", "product_id"])
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    lines.to_parquet(file, index=False)
    return len(lines)


def find_rules(file: str) -> dict[str, int]:
    """Read the lines, fit, and write the rules down, as every night does."""
    lines = pd.read_parquet(file)
    fitted = associations.fit(lines, method="rules", seed=SEED, **SETTINGS)
    products = lines[["product_id"]].drop_duplicates()
    rules = associations.predict(fitted, products)["ml.product_rules"]
    return {"itemsets": len(fitted.rules.itemsets.counts), "rules": len(rules)}


def find_rules_with_mlxtend(file: str) -> dict[str, float]:
    """Read the lines, encode them as mlxtend wants them, and call it; tell what each part took."""
    moments = [time.perf_counter()]
    lines = pd.read_parquet(file)
    encoder = TransactionEncoder()
    marks = encoder.fit_transform(lines.groupby("order_id")["product_id"].agg(list).tolist())
    table = pd.DataFrame(marks, columns=encoder.columns_)
    moments.append(time.perf_counter())
    itemsets = fpgrowth(
        table, SETTINGS["min_support"], use_colnames=True, max_len=SETTINGS["max_items"]
    )
    rules = association_rules(itemsets, min_threshold=SETTINGS["min_confidence"])
    moments.append(time.perf_counter())
    encoding, mining = (end - start for start, end in pairwise(moments))
    return {
        "encoding": encoding,
        "mining": mining,
        "itemsets": len(itemsets),
        "rules": len(rules),
    }


def count_pairs(file: str, baskets: int) -> int:
    """Count in DuckDB how often each two products share a basket; return the frequent pairs."""
    lines = f"read_parquet({literal(file)})"
    database = connect()
    try:
        query = f"""
            select one.product_id, other.product_id, count(*)
            from {lines} as one inner join {lines} as other
                on one.order_id = other.order_id and one.product_id < other.product_id
            group by all
            having count(*) >= {baskets} * {SETTINGS["min_support"]}
        """
        return len(database.execute(query).fetchall())
    finally:
        database.close()

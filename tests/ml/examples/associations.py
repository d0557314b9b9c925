"""Shops where milk goes with tea, where all goes with all, and one with three orders."""

import numpy as np
import pandas as pd

from tests.ml.examples import Example, Examples

SETTINGS = {"basket": "order", "min_support": 0.1, "min_confidence": 0.3, "max_items": 3}
ORDERS_A_DAY = 4
TEA, MILK = 0, 1
PRODUCTS = np.array(["tea", "milk", *(f"cake {number}" for number in range(10))])


def lines_of(baskets: np.ndarray, start: str = "2023-01-02") -> pd.DataFrame:
    """Write orders down as lines: a row of `baskets` marks which products one order holds."""
    order, product = np.nonzero(baskets)
    return pd.DataFrame(
        {
            "order_id": [f"order {number:04}" for number in order],
            "product_id": PRODUCTS[product],
            "client_id": [f"client {number % 50}" for number in order],
            "order_date": pd.Timestamp(start) + pd.to_timedelta(order // ORDERS_A_DAY, unit="D"),
            "quantity": 1.0,
            "line_total": 10.0,
        }
    )


def example_of(baskets: np.ndarray, known: int) -> Example:
    happened = lines_of(baskets)
    subjects = pd.DataFrame({"product_id": PRODUCTS, "product_name": PRODUCTS})
    is_known = happened["order_id"] < f"order {known:04}"
    return Example(happened[is_known], subjects, happened, settings=SETTINGS)


def tea_shop() -> Example:
    """Let whoever takes tea take milk seven times in ten, and hardly anybody else."""
    rng = np.random.default_rng(7)
    baskets = rng.random((1000, len(PRODUCTS))) < 0.2
    with_milk = np.where(baskets[:, TEA], 0.7, 0.05)
    baskets[:, MILK] = rng.random(1000) < with_milk
    return example_of(baskets, known=800)


def mixed_shop() -> Example:
    """Let every product lie in two of five baskets, whatever else lies in them."""
    rng = np.random.default_rng(13)
    return example_of(rng.random((1000, len(PRODUCTS))) < 0.4, known=800)


def new_shop() -> Example:
    """Open with three orders."""
    return example_of(np.ones((3, len(PRODUCTS)), dtype=bool), known=3)


def plain_guess(answers: pd.DataFrame) -> pd.DataFrame:
    """Say of every rule what the average product's share of the baskets is."""
    return answers.assign(confidence=(answers["consequent_count"] / answers["basket_count"]).mean())


def examples() -> Examples:
    return Examples(tea_shop(), mixed_shop(), new_shop(), plain_guess)

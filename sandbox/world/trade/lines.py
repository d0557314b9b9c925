"""What is in an order: lines, pairs that go together, and what could not be had."""

from typing import Any

import numpy as np

from sandbox.world.frame import Frame
from sandbox.world.trade.goods import CATEGORIES, is_in_stock, is_offered, popularity
from sandbox.world.values import draw

WHOLESALE_PRICE = 0.82
PRICE_RISE, RISEN_FROM = 1.06, np.datetime64("2025-02-01")
SUBSTITUTED = 0.5  # of what is out of stock becomes the next product of the category
KINDS = ("sale", "gift", "correction")
KIND_SHARES = (0.98, 0.016, 0.004)
CORRECTION = -20_000

Rows = dict[str, Any]


class Assortment:
    """The products as the makers of lines need them: arrays by product, days by product."""

    def __init__(self, frame: Frame) -> None:
        self.products = frame.read(
            """select product_id, category, is_service, discontinued_at,
            (price * 100)::bigint as price, (cost * 100)::bigint as cost
            from products order by product_id"""
        )
        self.products["discontinued_at"] = np.ma.filled(
            self.products["discontinued_at"], np.datetime64("NaT")
        )
        self.weights = popularity(frame, self.products)
        self.is_offered = is_offered(frame, self.products)
        self.is_in_stock = is_in_stock(frame, self.products)
        pairs = frame.read("select * from truth.pairs order by product_a")
        self.goes_with = np.zeros(len(self.weights), int)
        self.strength = np.zeros(len(self.weights))
        self.goes_with[pairs["product_a"] - 1] = pairs["product_b"] - 1
        self.strength[pairs["product_a"] - 1] = pairs["strength"]


def make_lines(rng: np.random.Generator, orders: Rows, assortment: Assortment) -> tuple[Rows, Rows]:
    """Return the lines of a block's orders (`order`: row), and what was wanted but lacking.

    Of a planted pair the second product is added to a line of the first with the pair's strength.
    """
    order, product = _wanted(rng, orders, assortment)
    day, other = orders["day"][order], _neighbour(product, len(assortment.weights))
    lacks = ~assortment.is_in_stock[day, product]
    can_swap = assortment.is_in_stock[day, other] & assortment.is_offered[day, other]
    is_swapped = lacks & can_swap & (rng.random(len(product)) < SUBSTITUTED)
    product = np.where(is_swapped, other, product)
    is_sold = ~lacks | is_swapped
    lines = _priced(rng, orders, order, product, assortment)
    lost = {name: values[~is_sold] for name, values in lines.items()}
    return {name: values[is_sold] for name, values in lines.items()}, lost


def _neighbour(product: np.ndarray, count: int) -> np.ndarray:
    """Return the next product of the same category."""
    step = len(CATEGORIES)
    return np.where(product + step < count, product + step, product % step)


def _wanted(
    rng: np.random.Generator, orders: Rows, assortment: Assortment
) -> tuple[np.ndarray, np.ndarray]:
    per_order = 1 + rng.poisson(np.where(orders["is_retail"], 1.3, 2.4))
    order = np.repeat(np.arange(len(per_order)), per_order)
    product = draw(rng, len(order), assortment.weights)
    is_paired = rng.random(len(order)) < assortment.strength[product]
    order = np.r_[order, order[is_paired]]
    product = np.r_[product, assortment.goes_with[product[is_paired]]]
    day = orders["day"][order]
    other = _neighbour(product, len(assortment.weights))
    product = np.where(assortment.is_offered[day, product], product, other)
    is_offered = assortment.is_offered[day, product]
    order, product = order[is_offered], product[is_offered]
    by_order = np.argsort(order, kind="stable")
    order, product = order[by_order], product[by_order]
    _, first_of_kind = np.unique(order * len(assortment.weights) + product, return_index=True)
    kept = np.sort(first_of_kind)
    return order[kept], product[kept]


def _priced(
    rng: np.random.Generator,
    orders: Rows,
    order: np.ndarray,
    product: np.ndarray,
    assortment: Assortment,
) -> Rows:
    count, retail = len(order), orders["is_retail"][order]
    is_first = np.r_[True, order[1:] != order[:-1]][:count]
    kind = np.where(is_first, 0, draw(rng, count, KIND_SHARES))
    price = assortment.products["price"][product]
    price = np.where(retail, price, price * WHOLESALE_PRICE)
    price = np.where(orders["created"][order] >= RISEN_FROM, price * PRICE_RISE, price)
    price = np.where(rng.random(count) < 0.08, price * 0.9, price)
    price = np.select([kind == 1, kind == 2], [0, CORRECTION], np.round(price / 100) * 100)
    few, many = rng.geometric(0.62, count), 2 + rng.negative_binomial(2, 0.2, count)
    quantity = np.where(kind == 2, 1, np.where(retail, few, many))
    return {
        "order": order,
        "product_id": product + 1,
        "kind": np.array(KINDS)[kind],
        "quantity": quantity,
        "price": price.astype(np.int64),
        "cost": assortment.products["cost"][product],
        "unit": orders["unit"][order],
    }

"""Shops of circles with goods of their own, of one taste for all, or of three clients."""

import numpy as np
import pandas as pd

from tests.ml.examples import Example, Examples

START = pd.Timestamp("2023-01-02")
KNOWN_DAYS, LATER_DAYS = 168, 28
SETTINGS = {"per_client": 10, "just_bought_days": 7}
CLIENTS, GOODS, CIRCLES = 120, 60, 4


def products_of(count: int = GOODS) -> pd.DataFrame:
    """List the range, of two categories; nothing is discontinued."""
    return pd.DataFrame(
        {
            "product_id": [f"p{number:02}" for number in range(count)],
            "category": ["garden", "kitchen"] * (count // 2) + ["garden"] * (count % 2),
            "discontinued_at": pd.Series(pd.NaT, index=range(count), dtype="datetime64[us]"),
        }
    )


def clients_of(count: int) -> pd.DataFrame:
    """List clients of one country, none of them a test; the last one never buys."""
    return pd.DataFrame(
        {
            "client_id": [f"c{number:03}" for number in range(count + 1)],
            "country": "Utopia",
            "is_test": False,
        }
    )


def baskets_of(tastes: np.ndarray, days: int, seed: int) -> pd.DataFrame:
    """Let each client (row of `tastes`: what it takes how gladly) buy four goods every ten days."""
    rng = np.random.default_rng(seed)
    visits = rng.random((days, len(tastes))) < 0.1
    day, client = np.nonzero(visits)
    ranks = rng.gumbel(size=(len(day), tastes.shape[1])) + np.log(tastes[client] + 1e-9)
    good = np.argsort(-ranks, axis=1)[:, :4]
    return pd.DataFrame(
        {
            "order_id": np.repeat([f"o{number}" for number in range(len(day))], 4),
            "product_id": [f"p{number:02}" for number in good.ravel()],
            "client_id": np.repeat([f"c{number:03}" for number in client], 4),
            "order_date": np.repeat(START + pd.to_timedelta(day, unit="D"), 4),
            "quantity": 1.0,
            "line_total": 10.0,
        }
    )


def example_of(happened: pd.DataFrame, *, known_days: int, clients: int, goods: int) -> Example:
    last = START + pd.Timedelta(days=known_days - 1)
    return Example(
        happened[happened["order_date"] <= last].reset_index(drop=True),
        clients_of(clients),
        happened,
        settings=SETTINGS,
        further={"products": products_of(goods), "clients": clients_of(clients)},
        contest_settings={"split_count": 2},
    )


def shop_of_circles() -> Example:
    """Four circles of clients, each with fifteen goods that the others hardly look at."""
    circle = np.arange(CLIENTS)[:, None] % CIRCLES == np.arange(GOODS)[None, :] % CIRCLES
    happened = baskets_of(np.where(circle, 1.0, 0.02), KNOWN_DAYS + LATER_DAYS, seed=4)
    return example_of(happened, known_days=KNOWN_DAYS, clients=CLIENTS, goods=GOODS)


def shop_of_one_taste() -> Example:
    """Everybody likes the same goods in the same measure, so that nothing tells clients apart."""
    liking = 1.0 / (1 + np.arange(GOODS))
    tastes = np.tile(liking, (CLIENTS, 1))
    happened = baskets_of(tastes, KNOWN_DAYS + LATER_DAYS, seed=6)
    return example_of(happened, known_days=KNOWN_DAYS, clients=CLIENTS, goods=GOODS)


def shop_of_three_clients() -> Example:
    """Three clients who buy four goods of a range of twelve."""
    return example_of(baskets_of(np.ones((3, 4)), 60, seed=1), known_days=60, clients=3, goods=12)


def examples() -> Examples:
    return Examples(
        signal=shop_of_circles(),
        no_signal=shop_of_one_taste(),
        too_little=shop_of_three_clients(),
        constant_guess=lambda answers: answers.assign(
            product_id=answers["rank"].map("p{:02}".format)
        ),
    )

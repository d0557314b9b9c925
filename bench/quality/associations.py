"""Rules of shared baskets in Online Retail: how many, how strong, and how they hold later."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from bench.quality.row import BOUNDS, Row
from bench.quality.study import NO_DATA, Study
from ml import associations

MODEL, DATA = "associations", "Online Retail, orders until 2011-12-08"
AS_OF = date(2011, 12, 8)
SUPPORTS = (0.01, 0.02)
SEED = 20
LINES = "select * from marts.ml_basket_features order by order_date, order_id, product_id"
PRODUCTS = "select product_id, product_name from marts.dim_products"


def measure(study: Study) -> list[Row]:
    """Mine the year at both supports, hold the contest, and hold it on shuffled products."""
    if not study.has_retail:
        return [Row(MODEL, DATA, note=NO_DATA)]
    lines, products = study.retail(AS_OF, LINES), study.retail(AS_OF, PRODUCTS)
    rows = [row for support in SUPPORTS for row in _rows(lines, products, support)]
    return [*rows, _chance(lines)]


def _rows(lines: pd.DataFrame, products: pd.DataFrame, support: float) -> Iterator[Row]:
    data, settings = f"{DATA}, support {support:.0%}", _settings(support)
    contest = associations.contest(lines, seed=SEED, **settings)
    fitted = associations.fit(lines, method=contest.method, seed=SEED, **settings)
    rules = associations.predict(fitted, products)["ml.product_rules"]
    sets = fitted.rules.itemsets
    yield Row(
        MODEL,
        data,
        "itemsets",
        len(sets.counts),
        note=f"{(sets.sizes > 1).sum():,} of two products or more in {sets.basket_count:,} "
        f"orders; {len(rules):,} rules of a confidence of 30 %",
    )
    top = rules.iloc[0]
    yield Row(MODEL, data, "highest lift", top["lift"], "independence", 1.0, note=_told(top))
    yield from _later(contest, data)


def _later(contest: Any, data: str) -> Iterator[Row]:
    """Tell how the rules of the earlier three quarters did in the orders after them."""
    board, verdict = contest.scoreboard.set_index("candidate"), contest.verdicts[0]
    rules = board.loc["rules"]
    yield Row(
        MODEL,
        data,
        "consequent came, later orders",
        rules["happened"],
        "independence",
        board.loc["independence", "said"],
        note=f"the rules had said {rules['said']:.4f}; {rules['rules']:,} rules, "
        f"{rules['claims']:,} claims in {rules['baskets']:,} orders",
    )
    for name in ("independence", "basket_size"):
        rival = board.loc[name]
        bounds = rival["gain"] - rival["margin"], rival["gain"] + rival["margin"]
        note = f"{BOUNDS}; {verdict.status}"
        figures = rules["brier"], name, rival["brier"]
        yield Row(MODEL, data, "Brier, later orders", *figures, *bounds, note)


def _chance(lines: pd.DataFrame) -> Row:
    """Deal the products anew among all lines: what is left was bought together by chance."""
    rng = np.random.default_rng(SEED)
    dealt = lines.assign(product_id=rng.permutation(lines["product_id"].to_numpy()))
    contest = associations.contest(dealt, seed=SEED, **_settings(SUPPORTS[0], 0.05))
    board = contest.scoreboard.set_index("candidate")
    rival = board.loc["basket_size"]
    return Row(
        MODEL,
        f"{DATA}, products dealt at random",
        "Brier, later orders",
        board.loc["rules", "brier"],
        "basket_size",
        rival["brier"],
        rival["gain"] - rival["margin"],
        rival["gain"] + rival["margin"],
        f"{BOUNDS}; {contest.verdicts[0].status}; confidence 5 %, as no rule reaches 30 %",
    )


def _settings(support: float, confidence: float = 0.3) -> dict[str, Any]:
    return {
        "basket": "order",
        "min_support": support,
        "min_confidence": confidence,
        "max_items": 3,
    }


def _told(rule: pd.Series) -> str:
    return (
        f"{rule['antecedent_ids']} => {rule['consequent_ids']}, in {rule['joint_count']:,} orders, "
        f"confidence {rule['confidence']:.2f}"
    )

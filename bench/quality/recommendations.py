"""Lists of goods in Online Retail: how much of what clients then bought stood on them."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from bench.quality.row import BOUNDS, Row
from bench.quality.study import NO_DATA, Study
from ml import recommendations
from ml.contract import Contest

MODEL, DATA = "recommendations", "Online Retail"
AS_OF, EARLIER, SEED = date(2011, 12, 8), date(2011, 8, 19), 20
BASKETS = "select * from marts.ml_basket_features order by order_date, order_id, product_id"
PRODUCTS = "select * from marts.ml_product_features order by product_id"
CLIENTS = "select * from marts.dim_clients order by client_id"
METRICS = {"nDCG@10": ("ndcg_at_10", "gain"), "recall@20": ("recall_at_20", "recall_gain")}


def measure(study: Study) -> list[Row]:
    """Hold the contest on three questions, and once where products were dealt at random."""
    if not study.has_retail:
        return [Row(MODEL, DATA, note=NO_DATA)]
    baskets, products, clients = (
        study.retail(AS_OF, query) for query in (BASKETS, PRODUCTS, CLIENTS)
    )
    earlier = baskets[baskets["order_date"] <= pd.Timestamp(EARLIER)]
    dealt = np.random.default_rng(SEED).permutation(baskets["product_id"].to_numpy())
    questions = (
        (f"{DATA} to {AS_OF}, goods not bought for 30 days", baskets, 30),
        (f"{DATA} to {AS_OF}, goods new to the client", baskets, 730),
        (f"{DATA} to {EARLIER}, goods not bought for 30 days", earlier, 30),
        (f"{DATA} to {AS_OF}, products dealt at random", baskets.assign(product_id=dealt), 730),
    )
    return [
        row
        for data, lines, just_bought_days in questions
        for row in _rows(
            data,
            recommendations.contest(
                lines,
                seed=SEED,
                products=products,
                clients=clients,
                just_bought_days=just_bought_days,
            ),
        )
    ]


def _rows(data: str, contest: Contest) -> Iterator[Row]:
    board, verdict = contest.scoreboard.set_index("candidate"), contest.verdicts[0]
    baseline = board.loc[recommendations.BASELINE]
    for candidate, values in board.drop(index=recommendations.BASELINE).iterrows():
        for metric, (column, gain) in METRICS.items():
            yield Row(
                f"{MODEL}: {candidate}",
                data,
                metric,
                values[column],
                recommendations.BASELINE,
                baseline[column],
                values[f"{gain}_low"],
                values[f"{gain}_high"],
                f"{BOUNDS}, {values['client_count']:,.0f} clients"
                + (f"; {verdict.status}" if candidate == verdict.candidate else ""),
            )

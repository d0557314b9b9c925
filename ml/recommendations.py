"""Which goods should each client be offered next.

Grain: one row per client and line of its list, the best first.

A good is offered that the client lacks: one not bought within the just-bought days, which is not
discontinued and which somebody bought in the last half year. What the client had before that may be
offered again, but takes half of a list at most; with `just_bought_days` as long as the history
everything offered is new to the client.

No leakage: the contest is held at up to three past days, four weeks apart. Every method knows the
baskets up to that day and is asked for what each client buys in the four weeks after it.

A method must surely beat the popularity of the last four weeks in nDCG@10; if none does,
popularity is published and the run says so. Clients without purchases get what is popular in their
country. A good that nobody has bought yet may take the last line of the clients who buy from its
category.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ml.contract import Contest, ModelSpec, Rows, Table, Verdict
from ml.recommending.factors import implicit_als
from ml.recommending.items import item_based
from ml.recommending.nearest_clients import nearest_clients
from ml.recommending.offers import Offers, countries_of, offers_of
from ml.recommending.own_goods import own_goods
from ml.recommending.popularity import BASELINE, popularity
from ml.recommending.ranking import ndcg
from ml.recommending.trial import (
    TEST_DAYS,
    Candidate,
    Question,
    backtest,
    scoreboard,
    splits,
    verdict,
)

MEASURE = "purchases"
FEWEST_DAYS, FEWEST_CLIENTS, FEWEST_GOODS = 2 * TEST_DAYS, 30, 10
CANDIDATES: Mapping[str, Candidate] = {
    BASELINE: popularity,
    "own_goods": own_goods,
    "nearest_clients": nearest_clients,
    "item_based": item_based,
    "implicit_als": implicit_als,
}
_COLUMNS = {
    "as_of_date": "DATE",
    "client_id": "VARCHAR",
    "rank": "BIGINT",
    "product_id": "VARCHAR",
    "score": "DOUBLE",
    "reason": "VARCHAR",
    "because_product_id": "VARCHAR",
    "last_basket_date": "DATE",
    "model_name": "VARCHAR",
}

SPEC = ModelSpec(
    name="recommendations",
    question="Which goods should each client be offered next?",
    measures=(MEASURE,),
    reads=Rows("marts.ml_basket_features", "order_date", "until", gapless=False),
    subjects=Rows("marts.dim_clients", None, "any"),
    writes=(
        Table(
            "ml.client_recommendations",
            key=("as_of_date", "client_id", "rank"),
            columns=_COLUMNS,
            optional=("because_product_id", "last_basket_date"),
        ),
    ),
    scores={
        "subject_id": "client_id",
        "measure": "'rank_' || rank",
        "target_date": f"cast(as_of_date + interval {TEST_DAYS} day as date)",
        "value_p50": "score",
    },
    metric="ndcg_at_10",
    baseline=BASELINE,
    floor=f"{FEWEST_DAYS} days of baskets of {FEWEST_CLIENTS} clients and {FEWEST_GOODS} goods",
    lower_is_better=False,
    settings={
        "per_client": "recommendations.per_client",
        "just_bought_days": "recommendations.just_bought_days",
    },
    also_reads={
        "products": Rows("marts.ml_product_features", None, "any"),
        "clients": Rows("marts.dim_clients", None, "any"),
    },
)


def refusal(features: pd.DataFrame, **settings: Any) -> str | None:
    """Say why these baskets are too few to learn from; None when they suffice."""
    days = pd.to_datetime(features["order_date"])
    span = (days.max() - days.min()).days + 1 if len(days) else 0
    known = features[features["client_id"].notna()]
    clients, goods = known["client_id"].nunique(), known["product_id"].nunique()
    if span < FEWEST_DAYS or clients < FEWEST_CLIENTS or goods < FEWEST_GOODS:
        return f"{span} days of baskets of {clients} clients and {goods} goods; at least " + (
            f"{FEWEST_DAYS}, {FEWEST_CLIENTS} and {FEWEST_GOODS} are needed"
        )
    return None


def contest(
    features: pd.DataFrame,
    *,
    seed: int,
    products: pd.DataFrame,
    clients: pd.DataFrame,
    just_bought_days: int,
    split_count: int = 3,
    **settings: Any,
) -> Contest:
    """Choose a method by what clients bought in the four weeks after past days."""
    question = Question(products, countries_of(clients), just_bought_days)
    tests = backtest(features, CANDIDATES, question, split_count=split_count, seed=seed)
    if tests.empty:
        reason = f"none of {len(splits(features, split_count))} splits has a client to ask about"
        nothing = Verdict(MEASURE, "baseline", reason, BASELINE, BASELINE, None, None)
        return Contest(BASELINE, (nothing,), tests)
    board = scoreboard(tests, BASELINE, seed=seed)
    found = verdict(MEASURE, board, BASELINE)
    return Contest(found.winner, (found,), board.reset_index().assign(measure=MEASURE))


def fit(
    features: pd.DataFrame,
    *,
    method: str,
    seed: int,
    products: pd.DataFrame,
    clients: pd.DataFrame,
    just_bought_days: int,
    per_client: int,
) -> Offers:
    """Learn the winning method from all baskets; days are counted back from the newest one.

    Raises ValueError when the range holds no good that could be offered.
    """
    learnt = offers_of(
        features,
        CANDIDATES[method],
        method,
        seed=seed,
        products=products,
        clients=clients,
        just_bought_days=just_bought_days,
        per_client=per_client,
    )
    if not learnt.purchases.is_offered.any() and not len(learnt.untried):
        raise ValueError(f"nothing can be offered: all {len(products)} products are discontinued")
    return learnt


def predict(fitted: Offers, subjects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the lists of the clients; those marked `is_test` get none.

    `score` never rises with the rank, and compares lines of one client only.
    """
    lines = fitted.answer(subjects)
    return {SPEC.writes[0].name: lines[[name for name in _COLUMNS if name != "as_of_date"]]}


def baseline(
    features: pd.DataFrame, subjects: pd.DataFrame, *, seed: int, **given: Any
) -> dict[str, pd.DataFrame]:
    """Offer everybody what is popular; what is in the range where nothing was ever sold.

    `given` as in `fit`. The table is empty only when there is no good to offer, or no client.
    """
    learnt = offers_of(features, CANDIDATES[BASELINE], BASELINE, seed=seed, **given)
    return predict(learnt, subjects)


def evaluate(predictions: pd.DataFrame, features: pd.DataFrame) -> dict[str, float | None]:
    """Return nDCG@10 over the clients who bought in the four weeks after their lists were made.

    None while no later basket is known. Goods just bought when the list was made count too.
    """
    made = pd.to_datetime(predictions["last_basket_date"]).max()
    date = pd.to_datetime(features["order_date"])
    coming = features[(date > made) & (date <= made + pd.Timedelta(days=TEST_DAYS))]
    coming = coming[coming["client_id"].isin(predictions["client_id"])]
    bought = coming[["client_id", "product_id"]].drop_duplicates()
    return {MEASURE: float(ndcg(predictions, bought, at=10).mean()) if len(bought) else None}

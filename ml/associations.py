"""Which products are bought together, and how surely the one comes with the other.

Grain: one row per rule "who takes these also takes those". A basket is an order, or everything a
client has bought, as the company sets it; only distinct products count. A strong rule passes both
thresholds of the company, its support and its confidence, compared by whole counts.

No leakage: rules describe what was bought until `as_of`. Before they are published they are put to
the proof: mined in the earlier baskets alone, they say how probable their consequents are in the
later ones. They must err less than the plain support of the consequent does, as if the products
were independent, and less than chance does in baskets of that size, both by more than the sample
leaves open. If they do not, no rule is published, and the run says so.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ml.baskets.baskets import BASKET_COLUMNS, BasketKind, Baskets, baskets_of
from ml.baskets.contest import scoreboard, split, told_if_raised, verdict
from ml.baskets.itemsets import Itemsets, frequent_itemsets, least_count
from ml.baskets.rules import Rules, rule_table, rules_among, rules_of
from ml.baskets.trial import BASELINE, claims_of, claims_told, judge
from ml.contract import Contest, ModelSpec, Rows, Table

MEASURE = "confidence"
FEWEST_BASKETS = 100
FEWEST_DAYS = 2

SPEC = ModelSpec(
    name="associations",
    question="Which products are bought together, and how surely?",
    measures=(MEASURE,),
    reads=Rows("marts.ml_basket_features", "order_date", "until", gapless=False),
    subjects=Rows("marts.dim_products", None, "any"),
    writes=(
        Table(
            "ml.product_rules",
            key=("as_of_date", "rule_id"),
            columns={
                "as_of_date": "DATE",
                "rule_id": "VARCHAR",
                "antecedent_ids": "VARCHAR",
                "consequent_ids": "VARCHAR",
                "item_count": "BIGINT",
                "basket_kind": "VARCHAR",
                "last_basket_date": "DATE",
                "basket_count": "BIGINT",
                "antecedent_count": "BIGINT",
                "consequent_count": "BIGINT",
                "joint_count": "BIGINT",
                "support": "DOUBLE",
                "confidence": "DOUBLE",
                "lift": "DOUBLE",
                "leverage": "DOUBLE",
                "conviction": "DOUBLE",
            },
            optional=("conviction",),
        ),
    ),
    scores={},
    metric="brier",
    baseline=BASELINE,
    floor=f"{FEWEST_BASKETS} baskets of two products or more, on {FEWEST_DAYS} days",
    settings={
        "basket": "associations.basket",
        "min_support": "associations.min_support",
        "min_confidence": "associations.min_confidence",
        "max_items": "associations.max_items",
    },
)

_KINDS = {"BIGINT": "int64", "DATE": "datetime64[s]", "DOUBLE": "float64", "VARCHAR": "str"}
_TYPES = {
    name: _KINDS[kind] for name, kind in SPEC.writes[0].columns.items() if name != "as_of_date"
}


@dataclass(frozen=True)
class Fitted:
    """The rules of all the baskets, and what these were; no rules where the baseline won."""

    rules: Rules | None
    basket: BasketKind
    last_basket_date: pd.Timestamp


def refusal(features: pd.DataFrame, *, basket: BasketKind, **settings: Any) -> str | None:
    """Say why these baskets are too few to tell habit from chance; None when they suffice."""
    known = _known(features, basket)
    products = known.groupby(BASKET_COLUMNS[basket])["product_id"].nunique()
    found, days = int((products > 1).sum()), known["order_date"].nunique()
    if found < FEWEST_BASKETS or days < FEWEST_DAYS:
        return f"{found} baskets of two products or more on {days} days; at least " + (
            f"{FEWEST_BASKETS} on {FEWEST_DAYS} days are needed"
        )
    return None


def contest(
    features: pd.DataFrame,
    *,
    seed: int,
    basket: BasketKind,
    min_support: float,
    min_confidence: float,
    max_items: int,
) -> Contest:
    """Mine the earlier baskets, and hold what their rules say against the later ones.

    Nothing is drawn, so `seed` changes nothing.
    """
    lines = _known(features, basket)
    earlier, later = (baskets_of(part, basket) for part in split(lines, basket))
    rules = rules_of(_itemsets(earlier, min_support, max_items), min_confidence=min_confidence)
    outcome = judge(claims_of(rules, earlier, later), later)
    everything = _itemsets(baskets_of(lines, basket), min_support, max_items)
    raised = told_if_raised(everything, min_support)
    found = verdict(MEASURE, outcome, len(rules), raised)
    return Contest(found.winner, (found,), scoreboard(MEASURE, outcome, len(rules)))


def fit(
    features: pd.DataFrame,
    *,
    method: str,
    seed: int,
    basket: BasketKind,
    min_support: float,
    min_confidence: float,
    max_items: int,
) -> Fitted:
    """Find the strong rules of all baskets; none where the baseline is to be published."""
    lines = _known(features, basket)
    last = pd.to_datetime(lines["order_date"]).max()
    if method == BASELINE:
        return Fitted(None, basket, last)
    itemsets = _itemsets(baskets_of(lines, basket), min_support, max_items)
    return Fitted(rules_of(itemsets, min_confidence=min_confidence), basket, last)


def predict(fitted: Fitted, subjects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Write down the rules that speak only of the subjects, which are products (`product_id`)."""
    if fitted.rules is None:
        return _nothing()
    table = rule_table(rules_among(fitted.rules, subjects["product_id"].astype(str)))
    told = {"basket_kind": fitted.basket, "last_basket_date": fitted.last_basket_date}
    return {SPEC.writes[0].name: table.assign(**told)[[*_TYPES]].astype(_TYPES)}


def baseline(
    features: pd.DataFrame, subjects: pd.DataFrame, *, seed: int, **settings: Any
) -> dict[str, pd.DataFrame]:
    """Take products as independent, which is to say: publish no rule."""
    return _nothing()


def evaluate(predictions: pd.DataFrame, features: pd.DataFrame) -> dict[str, float | None]:
    """Return the Brier score of published rules in the baskets that came after them.

    None while no later basket holds any antecedent.
    """
    if not len(predictions):
        return {MEASURE: None}
    basket, last = predictions["basket_kind"].iloc[0], predictions["last_basket_date"].max()
    is_later = pd.to_datetime(features["order_date"]) > pd.Timestamp(last)
    outcome = judge(claims_told(predictions), baskets_of(features[is_later], basket))
    return {MEASURE: outcome.rules.brier if outcome else None}


def _known(features: pd.DataFrame, basket: BasketKind) -> pd.DataFrame:
    return features[features[BASKET_COLUMNS[basket]].notna()]


def _itemsets(baskets: Baskets, min_support: float, max_items: int) -> Itemsets:
    least = least_count(min_support, baskets.count)
    return frequent_itemsets(baskets, min_count=least, max_items=max_items)


def _nothing() -> dict[str, pd.DataFrame]:
    return {SPEC.writes[0].name: pd.DataFrame(columns=[*_TYPES]).astype(_TYPES)}

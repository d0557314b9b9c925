"""Make every client's answer: from a method, from what is popular, or from the range itself."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.recommending.assortment import is_discontinued, untried_goods
from ml.recommending.lists import Scorer, lists_of, popular_lists
from ml.recommending.new_goods import NewGoods, new_goods, with_new_goods
from ml.recommending.popularity import BASELINE
from ml.recommending.purchases import Purchases, purchases_of
from ml.recommending.trial import Candidate


@dataclass(frozen=True)
class Offers:
    """What was bought, what the method has learnt of it, and the goods nobody has bought yet.

    `untried` are these goods in the order of their keys: all that can be offered to a client for
    whom no good that was ever sold is left.
    """

    purchases: Purchases
    scorer: Scorer
    model_name: str
    new_goods: NewGoods
    untried: pd.Index
    per_client: int

    def answer(self, subjects: pd.DataFrame) -> pd.DataFrame:
        """Return the lines of all clients, each client's together and in the order of rank."""
        asked = subjects.drop_duplicates("client_id")
        if "is_test" in asked:
            asked = asked[~asked["is_test"].astype(bool)]
        row = self.purchases.clients.get_indexer(asked["client_id"])
        country = asked["client_id"].map(countries_of(asked))
        country = self.purchases.countries.get_indexer(country) + 1
        is_known, names = row >= 0, asked["client_id"].to_numpy(dtype=object)
        told = self._to_buyers(row[is_known], country[is_known])
        new = popular_lists(self.purchases, country[~is_known], count=self.per_client)
        new = new.assign(product_id=None, client_id=names[~is_known][new["row"]])
        lines = self._named(pd.concat([told, new], ignore_index=True))
        without = names[~np.isin(names.astype(str), lines["client_id"].unique().astype(str))]
        return pd.concat([lines, self._untried(without)], ignore_index=True)

    def _to_buyers(self, rows: np.ndarray, countries: np.ndarray) -> pd.DataFrame:
        lines = lists_of(self.purchases, self.scorer, rows, countries, count=self.per_client)
        lines = with_new_goods(lines, self.new_goods, self.purchases, rows)
        return lines.assign(client_id=self.purchases.clients[lines["row"]])

    def _named(self, lines: pd.DataFrame) -> pd.DataFrame:
        """Put the keys of goods in the place of their columns, and name who made each line."""
        goods = np.append(self.purchases.goods.to_numpy(dtype=object), None)
        named = lines["product_id"].notna()
        return lines.assign(
            product_id=lines["product_id"].where(named, goods[lines["column"]]),
            because_product_id=goods[lines["because"]],
            model_name=np.where(lines["reason"] == "popular", BASELINE, self.model_name),
            last_basket_date=self.purchases.last_day,
        )

    def _untried(self, clients: np.ndarray) -> pd.DataFrame:
        goods = self.untried[: self.per_client]
        return pd.DataFrame(
            {
                "client_id": np.repeat(clients, len(goods)),
                "rank": np.tile(np.arange(1, len(goods) + 1), len(clients)),
                "product_id": np.tile(goods.to_numpy(dtype=object), len(clients)),
                "score": 0.0,
                "reason": "new_in_range",
                "because_product_id": None,
                "last_basket_date": self.purchases.last_day,
                "model_name": BASELINE,
            }
        )


def offers_of(
    baskets: pd.DataFrame,
    candidate: Candidate,
    model_name: str,
    *,
    seed: int,
    products: pd.DataFrame,
    clients: pd.DataFrame,
    just_bought_days: int,
    per_client: int,
) -> Offers:
    """Let a method learn from all baskets; days are counted back from the newest one."""
    purchases = purchases_of(
        baskets,
        last_day=pd.to_datetime(baskets["order_date"]).max(),
        discontinued=pd.Index(products.loc[is_discontinued(products), "product_id"]),
        country_of=countries_of(clients),
        just_bought_days=just_bought_days,
    )
    untried = untried_goods(products, pd.Index(baskets["product_id"].unique()))
    return Offers(
        purchases=purchases,
        scorer=candidate(purchases, seed),
        model_name=model_name,
        new_goods=new_goods(untried, products, purchases),
        untried=pd.Index(untried["product_id"]),
        per_client=per_client,
    )


def countries_of(clients: pd.DataFrame) -> pd.Series:
    """Return the country by client; none where the frame does not tell it."""
    known = clients.drop_duplicates("client_id").set_index("client_id")
    if "country" not in known:
        return pd.Series(None, index=known.index, dtype=object)
    return known["country"].astype(object)

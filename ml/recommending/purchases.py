"""What every client bought by one day, as sparse matrices of clients by goods."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

MOST_GOODS = 3000
LATEST_DAYS = 28
HALF_LIFE_DAYS = 90
ASLEEP_DAYS = 180
COUNTRY_PRIOR = 20
MOST_COUNTRIES = 200


@dataclass(frozen=True)
class Purchases:
    """Clients in the rows (in the order of `clients`), goods in the columns (most bought first).

    `orders` counts orders; `tastes` is log(1 + orders), an order weighing half after 90 days;
    `latest` fades with a half-life of 28 days and is at most 1. The first row of
    `popularity` is the whole company, then follow the `countries`.
    """

    last_day: pd.Timestamp
    clients: pd.Index
    goods: pd.Index
    orders: sparse.csr_matrix
    tastes: sparse.csr_matrix
    latest: sparse.csr_matrix
    just_bought: sparse.csr_matrix
    is_offered: np.ndarray
    trend: np.ndarray
    countries: pd.Index
    popularity: np.ndarray


def purchases_of(
    baskets: pd.DataFrame,
    *,
    last_day: pd.Timestamp,
    discontinued: pd.Index,
    country_of: pd.Series,
    just_bought_days: int,
    most_goods: int = MOST_GOODS,
) -> Purchases:
    """Count the baskets up to `last_day`; days are counted back from it.

    Only the `most_goods` goods bought most of late take part. Not offered are the discontinued
    ones and those that nobody bought for half a year. `country_of` maps clients to countries.
    """
    age = (last_day - pd.to_datetime(baskets["order_date"])).dt.days.to_numpy(dtype=float)
    weight = 0.5 ** (age / HALF_LIFE_DAYS)
    goods, column = _goods(baskets["product_id"], weight, most_goods)
    row, clients = pd.factorize(baskets["client_id"], sort=True)
    is_known = (row >= 0) & (column >= 0)

    def counted(values: np.ndarray, which: np.ndarray) -> sparse.csr_matrix:
        chosen = is_known & which
        entries = (values[chosen], (row[chosen], column[chosen]))
        return sparse.csr_matrix(entries, shape=(len(clients), len(goods)), dtype=np.float32)

    always = np.ones(len(baskets), dtype=bool)
    faded = counted(0.5 ** (age / LATEST_DAYS), always)
    popularity, countries = _popularity(baskets, row, column, len(goods), age, country_of)
    last_sold = np.full(len(goods), np.inf)
    np.minimum.at(last_sold, column[column >= 0], age[column >= 0])
    return Purchases(
        last_day=last_day,
        clients=pd.Index(clients),
        goods=goods,
        orders=counted(np.ones(len(baskets)), always),
        tastes=counted(weight, always).log1p(),
        latest=faded.minimum(1.0).tocsr(),
        just_bought=counted(np.ones(len(baskets)), age < just_bought_days),
        is_offered=(last_sold < ASLEEP_DAYS) & ~goods.isin(discontinued),
        trend=_trend(column, age, weight, len(goods)),
        countries=countries,
        popularity=popularity,
    )


def _goods(
    product_id: pd.Series, weight: np.ndarray, most_goods: int
) -> tuple[pd.Index, np.ndarray]:
    """Put the goods bought most of late first; -1 is the column of those that take no part."""
    code, names = pd.factorize(product_id, sort=True)
    volume = np.bincount(code, weights=weight, minlength=len(names))
    order = np.argsort(-volume, kind="stable")[:most_goods]
    column_of = np.full(len(names), -1)
    column_of[order] = np.arange(len(order))
    return pd.Index(names[order]), column_of[code]


def _trend(column: np.ndarray, age: np.ndarray, weight: np.ndarray, count: int) -> np.ndarray:
    """Say how much more a good sells now than before, damped: the square root of the ratio."""
    known = column >= 0
    is_latest = known & (age < LATEST_DAYS)
    now = np.bincount(column[is_latest], minlength=count)
    ever = np.bincount(column[known], weights=weight[known], minlength=count)
    return np.sqrt((now + 1) / (ever + 1)).astype(np.float32)


def _popularity(
    baskets: pd.DataFrame,
    row: np.ndarray,
    column: np.ndarray,
    count: int,
    age: np.ndarray,
    country_of: pd.Series,
) -> tuple[np.ndarray, pd.Index]:
    """Return the share of the buyers of the last 28 days who bought a good, by country.

    An anonymous order is a buyer of its own. A country's share leans on the company's as if by
    twenty more buyers, so that a small country does not speak louder than it knows. A share of a
    millionth keeps goods not bought of late in the order of all their buyers.
    """
    order = pd.factorize(baskets["order_id"])[0]
    buyer = np.where(row >= 0, row, row.max(initial=-1) + 1 + order)
    country = baskets["client_id"].map(country_of)
    countries = pd.Index(country.value_counts().index[:MOST_COUNTRIES])
    land = countries.get_indexer(country)
    lines = pd.DataFrame({"buyer": buyer, "column": column, "land": land, "age": age})
    ever = lines[lines["column"] >= 0].drop_duplicates(["buyer", "column"])
    latest = lines[lines["age"] < LATEST_DAYS]
    bought = latest[latest["column"] >= 0].drop_duplicates(["buyer", "column"])
    company = np.bincount(bought["column"], minlength=count) / max(latest["buyer"].nunique(), 1)
    company += np.bincount(ever["column"], minlength=count) / max(len(lines), 1) * 1e-6
    local = bought[bought["land"] >= 0]
    cell = (local["land"], local["column"])
    counts = sparse.csr_matrix((np.ones(len(local)), cell), shape=(len(countries), count))
    buyers = latest[latest["land"] >= 0].drop_duplicates("buyer")["land"]
    buyers = np.bincount(buyers, minlength=len(countries))[:, None]
    by_country = (counts.toarray() + COUNTRY_PRIOR * company) / (buyers + COUNTRY_PRIOR)
    return np.vstack([company, by_country]), countries

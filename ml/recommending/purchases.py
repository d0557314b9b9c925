"""What every client bought by one day, as sparse matrices of clients by goods."""

from dataclasses import dataclass
from functools import partial

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
    lines, clients, goods = _lines(baskets, last_day, country_of, most_goods)
    counted = partial(_counted, lines, (len(clients), len(goods)))
    popularity, countries = _popularity(lines, len(goods))
    return Purchases(
        last_day,
        clients,
        goods,
        orders=counted(np.ones(len(lines))),
        tastes=counted(lines["weight"]).log1p(),
        latest=counted(0.5 ** (lines["age"] / LATEST_DAYS)).minimum(1.0).tocsr(),
        just_bought=counted(lines["age"] < just_bought_days),
        is_offered=_is_awake(lines, len(goods)) & ~goods.isin(discontinued),
        trend=_trend(lines, len(goods)),
        countries=countries,
        popularity=popularity,
    )


def _lines(
    baskets: pd.DataFrame, last_day: pd.Timestamp, country_of: pd.Series, most_goods: int
) -> tuple[pd.DataFrame, pd.Index, pd.Index]:
    """Return the lines in numbers, and the clients and goods that rows and columns stand for.

    An unknown client and a good that takes no part are -1. An anonymous order is a buyer of its
    own.
    """
    age = (last_day - pd.to_datetime(baskets["order_date"])).dt.days.to_numpy(dtype=float)
    weight = 0.5 ** (age / HALF_LIFE_DAYS)
    goods, column = _goods(baskets["product_id"], weight, most_goods)
    row, clients = pd.factorize(baskets["client_id"], sort=True)
    order = pd.factorize(baskets["order_id"])[0]
    lines = {
        "row": row,
        "column": column,
        "age": age,
        "weight": weight,
        "buyer": np.where(row >= 0, row, len(clients) + order),
        "country": baskets["client_id"].map(country_of).to_numpy(),
    }
    return pd.DataFrame(lines), pd.Index(clients), goods


def _counted(lines: pd.DataFrame, shape: tuple[int, int], values: np.ndarray) -> sparse.csr_matrix:
    """Add up the values above zero of known clients and of goods that take part."""
    values = np.asarray(values, dtype=np.float32)
    chosen = ((lines["row"] >= 0) & (lines["column"] >= 0) & (values > 0)).to_numpy()
    cells = (lines["row"].to_numpy()[chosen], lines["column"].to_numpy()[chosen])
    return sparse.csr_matrix((values[chosen], cells), shape=shape)


def _is_awake(lines: pd.DataFrame, count: int) -> np.ndarray:
    last = lines[lines["age"] < ASLEEP_DAYS]
    return np.bincount(last.loc[last["column"] >= 0, "column"], minlength=count) > 0


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


def _trend(lines: pd.DataFrame, count: int) -> np.ndarray:
    """Say how much more a good sells now than before, damped: the square root of the ratio."""
    known = lines[lines["column"] >= 0]
    now = np.bincount(known.loc[known["age"] < LATEST_DAYS, "column"], minlength=count)
    ever = np.bincount(known["column"], weights=known["weight"], minlength=count)
    return np.sqrt((now + 1) / (ever + 1)).astype(np.float32)


def _popularity(lines: pd.DataFrame, count: int) -> tuple[np.ndarray, pd.Index]:
    """Return the share of the buyers of the last 28 days who bought a good, by country.

    A country's share leans on the company's as if by twenty more buyers, so that a small country
    does not speak louder than it knows. A share of a millionth keeps goods not bought of late in
    the order of all their buyers.
    """
    countries = pd.Index(lines["country"].value_counts().index[:MOST_COUNTRIES])
    lines = lines.assign(land=countries.get_indexer(lines["country"]))
    latest = lines[lines["age"] < LATEST_DAYS]
    buyers = latest.drop_duplicates("buyer")
    bought, ever = (
        each[each["column"] >= 0].drop_duplicates(["buyer", "column"]) for each in (latest, lines)
    )
    company = np.bincount(bought["column"], minlength=count) / max(len(buyers), 1)
    company += np.bincount(ever["column"], minlength=count) / max(len(lines), 1) * 1e-6
    local = bought[bought["land"] >= 0]
    cells = (np.ones(len(local)), (local["land"], local["column"]))
    counts = sparse.csr_matrix(cells, shape=(len(countries), count)).toarray()
    known = buyers.loc[buyers["land"] >= 0, "land"]
    size = np.bincount(known, minlength=len(countries))[:, None]
    by_country = (counts + COUNTRY_PRIOR * company) / (size + COUNTRY_PRIOR)
    return np.vstack([company, by_country]), countries

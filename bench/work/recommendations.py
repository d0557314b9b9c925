"""Lists of ten goods for many clients: our way, and implicit's ALS as its users call it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet  # noqa: F401  (pandas imports it on first use; not on the clock)
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse

from ml import recommendations
from ml.recommending.ranking import ndcg

SEED = 20
PRODUCTS, NEEDS, GOODS_OF_NEED, NEEDS_OF_CLIENT = 3_000, 400, 15, 4
LINES_OF_CLIENT, OF_NEED = 30, 0.7
KNOWN_DAYS, LATER_DAYS, JUST_BOUGHT_DAYS = 365, 28, 30
START = np.datetime64("2024-01-01", "s")


def make_baskets(folder: str, client_count: int) -> int:
    """Write a year of lines and the four weeks after it; return the lines of the year.

    Each client has a few needs, each need a few goods; the rest are whims, for some goods far more
    often than for others.
    """
    rng = np.random.default_rng(SEED)
    client = np.repeat(np.arange(client_count), 1 + rng.poisson(LINES_OF_CLIENT, client_count))
    needs = rng.integers(NEEDS, size=(client_count, NEEDS_OF_CLIENT))
    need = needs[client, rng.integers(NEEDS_OF_CLIENT, size=len(client))]
    of_need = (7 * need + rng.integers(GOODS_OF_NEED, size=len(client))) % PRODUCTS
    whim = np.floor(PRODUCTS * rng.random(len(client)) ** 3).astype(int)
    product = np.where(rng.random(len(client)) < OF_NEED, of_need, whim)
    day = rng.integers(KNOWN_DAYS + LATER_DAYS, size=len(client))
    lines = pd.DataFrame(
        {
            "order_id": np.char.add(client.astype(str), np.char.add("-", day.astype(str))),
            "product_id": np.char.add("SKU-", product.astype(str)),
            "client_id": client.astype(str),
            "order_date": START + day.astype("timedelta64[D]"),
        }
    ).drop_duplicates(["order_id", "product_id"])
    Path(folder).mkdir(parents=True, exist_ok=True)
    is_known = lines["order_date"] < START + np.timedelta64(KNOWN_DAYS, "D")
    lines[is_known].to_parquet(Path(folder) / "known.parquet", index=False)
    lines[~is_known].to_parquet(Path(folder) / "later.parquet", index=False)
    return int(is_known.sum())


def recommend(folder: str, method: str) -> dict[str, float]:
    """Read the lines, learn, and list ten goods for every client, as every night does."""
    lines = pd.read_parquet(Path(folder) / "known.parquet")
    clients = lines[["client_id"]].drop_duplicates()
    products = lines[["product_id"]].drop_duplicates()
    fitted = recommendations.fit(
        lines,
        method=method,
        seed=SEED,
        products=products.assign(category=None, discontinued_at=pd.NaT),
        clients=clients,
        just_bought_days=JUST_BOUGHT_DAYS,
        per_client=10,
    )
    answer = recommendations.predict(fitted, clients)["ml.client_recommendations"]
    return {"ndcg": _judged(answer, lines, folder)}


def recommend_with_implicit(folder: str) -> dict[str, float]:
    """Read the lines, count them into a matrix, learn on all cores, and list ten goods."""
    lines = pd.read_parquet(Path(folder) / "known.parquet")
    row, clients = pd.factorize(lines["client_id"])
    column, products = pd.factorize(lines["product_id"])
    shape = (len(clients), len(products))
    counts = sparse.csr_matrix((np.ones(len(lines), dtype=np.float32), (row, column)), shape=shape)
    model = AlternatingLeastSquares(factors=64, random_state=SEED)
    model.fit(counts, show_progress=False)
    fresh = _is_fresh(lines).to_numpy()
    entries = (np.ones(fresh.sum(), dtype=np.float32), (row[fresh], column[fresh]))
    just_bought = sparse.csr_matrix(entries, shape=shape)
    chosen, scores = model.recommend(np.arange(len(clients)), just_bought, N=10)
    answer = pd.DataFrame(
        {
            "client_id": np.repeat(np.asarray(clients), chosen.shape[1]),
            "product_id": np.asarray(products)[chosen.ravel()],
            "rank": np.tile(np.arange(1, chosen.shape[1] + 1), len(clients)),
            "score": scores.ravel(),
        }
    )
    return {"ndcg": _judged(answer, lines, folder)}


def _is_fresh(lines: pd.DataFrame) -> pd.Series:
    age = lines["order_date"].max() - lines["order_date"]
    return age < pd.Timedelta(days=JUST_BOUGHT_DAYS)


def _judged(answer: pd.DataFrame, lines: pd.DataFrame, folder: str) -> float:
    """Ask both alike: for what was bought in the four weeks after and had not just been bought."""
    key = ["client_id", "product_id"]
    later = pd.read_parquet(Path(folder) / "later.parquet")[key].drop_duplicates()
    fresh = lines.loc[_is_fresh(lines), key].drop_duplicates()
    merged = later.merge(fresh, on=key, how="left", indicator=True)
    bought = merged.loc[merged["_merge"] == "left_only", key]
    return float(ndcg(answer, bought[bought["client_id"].isin(lines["client_id"])], at=10).mean())

"""Let the methods answer a past they have not seen, and say which of them surely did better."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.certainty import CONFIDENCE_PCT, mean_bounds
from ml.contract import Verdict
from ml.recommending.assortment import is_discontinued
from ml.recommending.lists import Scorer, lists_of
from ml.recommending.purchases import Purchases, purchases_of
from ml.recommending.ranking import ndcg, recall

Candidate = Callable[[Purchases, int], Scorer]

TEST_DAYS = 28
MOST_TEST_CLIENTS = 5000
FEWEST_TEST_CLIENTS = 30


@dataclass(frozen=True)
class Question:
    """What is asked at a split: goods that a client lacks, of those then on offer."""

    products: pd.DataFrame
    country_of: pd.Series
    just_bought_days: int


def splits(baskets: pd.DataFrame, split_count: int) -> list[pd.Timestamp]:
    """Return the last known days, four weeks apart, newest first; each knows four weeks or more."""
    days = pd.to_datetime(baskets["order_date"])
    last, first = days.max(), days.min()
    found = [last - pd.Timedelta(days=TEST_DAYS * number) for number in range(1, split_count + 1)]
    return [day for day in found if (day - first).days + 1 >= TEST_DAYS]


def backtest(
    baskets: pd.DataFrame,
    candidates: Mapping[str, Candidate],
    question: Question,
    *,
    split_count: int,
    seed: int,
) -> pd.DataFrame:
    """Return nDCG@10 and recall@20 per split, client and candidate."""
    tests = [
        _tested(baskets, day, candidates, question, seed) for day in splits(baskets, split_count)
    ]
    columns = ["split", "client_id", "candidate", "ndcg_at_10", "recall_at_20"]
    return pd.concat(tests, ignore_index=True) if tests else pd.DataFrame(columns=columns)


def scoreboard(tests: pd.DataFrame, baseline: str, *, seed: int) -> pd.DataFrame:
    """Return per candidate the means over clients, and the intervals of its gains.

    A client asked at several splits is one client with the mean of its answers.
    """
    means = tests.groupby(["candidate", "client_id"])[["ndcg_at_10", "recall_at_20"]].mean()
    board = means.groupby("candidate").mean()
    for metric, name in (("ndcg_at_10", "gain"), ("recall_at_20", "recall_gain")):
        per_client = means[metric].unstack("candidate")[board.index]
        gains = per_client.sub(per_client[baseline], axis=0).to_numpy()
        board[f"{name}_low"], board[f"{name}_high"] = mean_bounds(gains, seed=seed)
    return board.assign(client_count=len(gains)).sort_values("ndcg_at_10", ascending=False)


def verdict(measure: str, board: pd.DataFrame, baseline: str) -> Verdict:
    """Publish the best candidate if its gain over the baseline is surely above zero."""
    best = board.drop(index=baseline)["ndcg_at_10"].idxmax()
    row, count = board.loc[best], int(board.loc[best, "client_count"])
    told = f"{best} gains {row['gain_low']:+.4f} to {row['gain_high']:+.4f} nDCG@10 over {baseline}"
    enough = count >= FEWEST_TEST_CLIENTS
    won = enough and row["gain_low"] > 0
    lack = "" if enough else f", at least {FEWEST_TEST_CLIENTS} are needed"
    return Verdict(
        measure=measure,
        status="published" if won else "baseline",
        reason=f"{told} ({CONFIDENCE_PCT} % interval, {count} clients{lack})",
        candidate=str(best),
        baseline=baseline,
        candidate_value=float(row["ndcg_at_10"]),
        baseline_value=float(board.loc[baseline, "ndcg_at_10"]),
    )


def _tested(
    baskets: pd.DataFrame,
    day: pd.Timestamp,
    candidates: Mapping[str, Candidate],
    question: Question,
    seed: int,
) -> pd.DataFrame:
    date = pd.to_datetime(baskets["order_date"])
    known = baskets[date <= day]
    gone = is_discontinued(question.products, day)
    purchases = purchases_of(
        known,
        last_day=day,
        discontinued=pd.Index(question.products.loc[gone, "product_id"]),
        country_of=question.country_of,
        just_bought_days=question.just_bought_days,
    )
    bought = _asked_for(baskets, day, question, purchases, seed)
    rows = purchases.clients.get_indexer(bought["client_id"].unique())
    country = question.country_of.reindex(purchases.clients[rows])
    countries = purchases.countries.get_indexer(country) + 1
    answers = []
    for name, candidate in candidates.items():
        scorer = candidate(purchases, seed)
        ten, twenty = (_lists(purchases, scorer, rows, countries, count) for count in (10, 20))
        ranked = {"ndcg_at_10": ndcg(ten, bought, at=10)}
        ranked["recall_at_20"] = recall(twenty, bought, at=20)
        answers.append(pd.DataFrame(ranked).reset_index().assign(candidate=name, split=day))
    return pd.concat(answers, ignore_index=True)


def _lists(
    purchases: Purchases, scorer: Scorer, rows: np.ndarray, countries: np.ndarray, count: int
) -> pd.DataFrame:
    lines = lists_of(purchases, scorer, rows, countries, count=count, explain=False)
    return lines.assign(
        client_id=purchases.clients[lines["row"]], product_id=purchases.goods[lines["column"]]
    )


def _asked_for(
    baskets: pd.DataFrame, day: pd.Timestamp, question: Question, purchases: Purchases, seed: int
) -> pd.DataFrame:
    """Return what known clients then bought and had not just bought; at most 5,000 are drawn."""
    key = ["client_id", "product_id"]
    date = pd.to_datetime(baskets["order_date"])
    coming = baskets[(date > day) & (date <= day + pd.Timedelta(days=TEST_DAYS))]
    is_fresh = (date <= day) & ((day - date).dt.days < question.just_bought_days)
    pairs = coming.loc[coming["client_id"].isin(purchases.clients), key].drop_duplicates()
    had = baskets.loc[is_fresh, key].drop_duplicates()
    merged = pairs.merge(had, on=key, how="left", indicator=True)
    lacked = merged.loc[merged["_merge"] == "left_only", key]
    clients = np.sort(lacked["client_id"].unique().astype(object))
    drawn = np.random.default_rng(seed).permutation(clients)[:MOST_TEST_CLIENTS]
    return lacked[lacked["client_id"].isin(drawn)]

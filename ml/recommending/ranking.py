"""Measures of a list of goods against what was then bought, per client.

nDCG with relevance 0 or 1: Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR
techniques", ACM TOIS 20(4), 2002; the ideal list holds as many hits as the client has purchases,
at most `at`. Recall is divided by the same number, as in Liang et al., WWW 2018.
"""

import numpy as np
import pandas as pd


def ndcg(lines: pd.DataFrame, bought: pd.DataFrame, *, at: int) -> pd.Series:
    """Return nDCG per client of `bought`, in 0 … 1; a client without a list has 0.

    `lines` has client_id, product_id and rank from 1; `bought` has client_id and product_id, each
    pair once.
    """
    hits = _hits(lines, bought, at)
    gains = (1 / np.log2(hits["rank"] + 1)).groupby(hits["client_id"]).sum()
    ideal = np.cumsum(1 / np.log2(np.arange(2, at + 2)))
    possible = bought.groupby("client_id").size().clip(upper=at)
    return gains.reindex(possible.index, fill_value=0.0) / ideal[possible.to_numpy() - 1]


def recall(lines: pd.DataFrame, bought: pd.DataFrame, *, at: int) -> pd.Series:
    """Return per client of `bought` the share found in the first lines, in 0 … 1."""
    found = _hits(lines, bought, at).groupby("client_id").size()
    possible = bought.groupby("client_id").size().clip(upper=at)
    return found.reindex(possible.index, fill_value=0) / possible


def _hits(lines: pd.DataFrame, bought: pd.DataFrame, at: int) -> pd.DataFrame:
    return lines[lines["rank"] <= at].merge(bought, on=["client_id", "product_id"])

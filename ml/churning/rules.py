"""The rules that every candidate must beat, each turned into a probability by its observed rate."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.churning.labels import OUTCOME

BASELINE = "recency_rule"
BAND_ENDS = (30, 60, 90, 180, 365)
PRIOR_CLIENTS = 10


def patience_days(rows: pd.DataFrame) -> pd.Series:
    """Return the own p90 of the gaps between visits; the company's under two gaps."""
    own = rows["p90_gap_days"].astype(float)
    return own.fillna(rows["company_p90_gap_days"].astype(float))


def is_overdue(rows: pd.DataFrame) -> pd.Series:
    """Say who is silent for longer than nine of ten of the own gaps."""
    return rows["recency_days"] > patience_days(rows)


def _one_group(rows: pd.DataFrame) -> np.ndarray:
    return np.zeros(len(rows), dtype=int)


def _recency_band(rows: pd.DataFrame) -> np.ndarray:
    return np.searchsorted(BAND_ENDS, rows["recency_days"].to_numpy(), side="left")


def _overdue_or_not(rows: pd.DataFrame) -> np.ndarray:
    return is_overdue(rows).to_numpy().astype(int)


RULES = {
    BASELINE: (_recency_band, len(BAND_ENDS) + 1),
    "own_gap_rule": (_overdue_or_not, 2),
    "one_rate": (_one_group, 1),
}


@dataclass(frozen=True)
class Rates:
    """How often the clients of each group of a rule stayed away."""

    name: str
    rates: np.ndarray

    def probability(self, rows: pd.DataFrame) -> np.ndarray:
        """Return the observed rate of each row's group."""
        group, _ = RULES[self.name]
        return self.rates[group(rows)]


def learn_rates(name: str, rows: pd.DataFrame) -> Rates:
    """Count outcomes by group of a rule.

    The rate of all leans on one half by two clients, that of the first group on the rate of all by
    ten, that of each further group on the one before: so a group nobody is in, and a history
    without any outcome, still have an answer.
    """
    group, size = RULES[name]
    outcome, groups = rows[OUTCOME].to_numpy(), group(rows)
    counts = np.bincount(groups, minlength=size)
    sums = np.bincount(groups, weights=outcome, minlength=size)
    rates, before = [], (outcome.sum() + 1) / (len(rows) + 2)
    for gone, clients in zip(sums, counts, strict=True):
        before = (gone + PRIOR_CLIENTS * before) / (clients + PRIOR_CLIENTS)
        rates.append(before)
    return Rates(name, np.array(rates))

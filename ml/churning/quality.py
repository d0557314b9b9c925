"""How good a probability is: Brier score, calibration error, ranking.

Sources: Brier, Monthly Weather Review 78(1), 1950: the mean squared error of a probability, lowest
for the true one. The expected calibration error is that of Naeini et al., AAAI 2015.
"""

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from ml.certainty import ratio_and_margin

BINS = 10


def brier(outcome: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean squared error of probabilities of outcomes 0 and 1."""
    return float(np.mean((probability - outcome) ** 2))


def calibration_error(outcome: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean distance between what was said and what came, over ten equal bins."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    surplus = np.bincount(bins, weights=probability - outcome, minlength=BINS)
    return float(np.abs(surplus).sum() / len(outcome))


def auc(outcome: np.ndarray, probability: np.ndarray) -> float | None:
    """Return the chance that a client who stayed away was put above one who came; None if all did.

    Ties count one half.
    """
    if len(np.unique(outcome)) < 2:
        return None
    return float(roc_auc_score(outcome, probability))


def mean_interval(values: np.ndarray, clients: pd.Series) -> tuple[float, float]:
    """Return the interval of a mean over rows of which one client has several."""
    codes, _ = pd.factorize(clients)
    mean, margin = ratio_and_margin(np.bincount(codes, weights=values), np.bincount(codes))
    return mean - margin, mean + margin

"""Offer what goes with the goods a client has bought, the client's own goods among them.

EASE: H. Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019. Each good is
foretold from all others by one ridge regression whose solution is closed: with P the inverse of
X'X + ridge, the weight of good j for good i is -P[j, i] / P[i, i]. Two things are added: a good
speaks for itself with a fixed weight, since clients order again; and the scores follow the trend.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from ml.recommending.contributions import pairs, strongest
from ml.recommending.purchases import Purchases

RIDGE_SHARE = 4.0
OWN_WEIGHT = 0.3


@dataclass(frozen=True)
class Items:
    """`weights[j, i]` is how much having bought good j speaks for good i."""

    purchases: Purchases
    weights: np.ndarray
    reason = "goes_with"

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """Add up what each of the client's goods says."""
        return self.purchases.tastes[rows] @ self.weights

    def because(self, rows: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Name the good of the client that says most; it may be the offered one itself."""
        owned = self.purchases.tastes[rows]
        line, position = pairs(owned, chosen.shape[1])
        good = owned.indices[position]
        value = owned.data[position] * self.weights[good, chosen.ravel()[line]]
        return strongest(line, good, value, chosen.size).reshape(chosen.shape)


def item_based(purchases: Purchases, seed: int) -> Items:
    """Solve for all goods at once; the ridge is four times the mean of the diagonal of X'X."""
    together = (purchases.tastes.T @ purchases.tastes).toarray().astype(np.float64)
    diagonal = np.einsum("ii->i", together)
    diagonal += RIDGE_SHARE * max(diagonal.sum() / max(len(diagonal), 1), 1e-9)
    inverse = _inverse(together)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, OWN_WEIGHT)
    return Items(purchases, (weights * purchases.trend).astype(np.float32))


def _inverse(matrix: np.ndarray) -> np.ndarray:
    """Invert a positive definite matrix by Cholesky, at half the cost of a general inverse."""
    factor, failed = lapack.dpotrf(matrix, lower=1)
    inverse, also_failed = lapack.dpotri(factor, lower=1)
    if failed or also_failed:
        raise np.linalg.LinAlgError("the goods' matrix is not positive definite")
    return np.tril(inverse) + np.tril(inverse, -1).T

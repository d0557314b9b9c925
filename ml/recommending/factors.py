"""Offer what clients of like hidden tastes buy: the library `implicit` as a peer.

Hu, Koren & Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008.
"""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from ml.recommending.purchases import Purchases

FACTORS = 64
REGULARIZATION = 10.0
CONFIDENCE = 10.0
SWEEPS = 15


@dataclass(frozen=True)
class Factors:
    """A vector per client and per good; their product is the score."""

    of_clients: np.ndarray
    of_goods: np.ndarray
    reason = "bought_by_similar_clients"

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """Multiply the vectors."""
        return self.of_clients[rows] @ self.of_goods.T

    def because(self, rows: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Name no good: hidden tastes have none."""
        return np.full(chosen.shape, -1)


def implicit_als(purchases: Purchases, seed: int) -> Factors:
    """Alternate least squares on one thread: on several, the same seed need not say the same."""
    from implicit.cpu.als import AlternatingLeastSquares

    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=FACTORS,
            regularization=REGULARIZATION,
            alpha=CONFIDENCE,
            iterations=SWEEPS,
            num_threads=1,
            random_state=seed,
        )
        model.fit(purchases.tastes, show_progress=False)
    return Factors(np.asarray(model.user_factors), np.asarray(model.item_factors))

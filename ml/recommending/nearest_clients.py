"""Offer what the nearest clients by purchases have bought of late."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ml.recommending.contributions import strongest
from ml.recommending.purchases import Purchases

NEIGHBOURS = 100
MOST_NEIGHBOURS_KNOWN = 5000


@dataclass(frozen=True)
class NearestClients:
    """Tastes at length one, and the clients among whom neighbours are sought."""

    directions: sparse.csr_matrix
    pool: np.ndarray
    pool_directions: sparse.csr_matrix
    pool_latest: sparse.csr_matrix
    reason = "bought_by_similar_clients"

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """Let the neighbours vote for what they bought of late, each by its likeness."""
        near = self._near(rows)
        total = np.maximum(np.asarray(near.sum(axis=1)), 1e-12)
        return np.asarray((near @ self.pool_latest).todense()) / total

    def because(self, rows: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Name the good of the client that makes the voters for the offered one most alike.

        A vote is a likeness, and a likeness is a sum over the goods that both have bought.
        """
        near = self._near(rows).sign()
        lines = np.repeat(np.arange(len(chosen)), chosen.shape[1])
        voters = near[lines].multiply(self.pool_latest.T.tocsr()[chosen.ravel()])
        shared = (voters.tocsr() @ self.pool_directions).multiply(self.directions[rows][lines])
        shared = shared.tocoo()
        return strongest(shared.row, shared.col, shared.data, chosen.size).reshape(chosen.shape)

    def _near(self, rows: np.ndarray) -> sparse.csr_matrix:
        alike = (self.directions[rows] @ self.pool_directions.T).toarray()
        alike[self.pool[None, :] == rows[:, None]] = 0
        count = min(NEIGHBOURS, alike.shape[1])
        nearest = np.argpartition(-alike, count - 1, axis=1)[:, :count]
        kept = np.zeros_like(alike)
        np.put_along_axis(kept, nearest, np.take_along_axis(alike, nearest, axis=1), axis=1)
        return sparse.csr_matrix(kept)


def nearest_clients(purchases: Purchases, seed: int) -> NearestClients:
    """Measure likeness by the cosine of tastes; neighbours are at most 5,000 clients, drawn."""
    tastes = purchases.tastes
    length = np.sqrt(np.asarray(tastes.multiply(tastes).sum(axis=1)).ravel())
    directions = (sparse.diags(1 / np.maximum(length, 1e-12)) @ tastes).tocsr().astype(np.float32)
    count = directions.shape[0]
    drawn = np.random.default_rng(seed).permutation(count)[:MOST_NEIGHBOURS_KNOWN]
    pool = np.sort(drawn)
    return NearestClients(directions, pool, directions[pool], purchases.latest[pool])

"""The mean of a smooth function over beta distributions.

Gauss-Jacobi nodes come from the eigenvalues of the Jacobi matrix (Golub & Welsch, "Calculation of
Gauss Quadrature Rules", Mathematics of Computation 23, 1969). The weights are probabilities, so
nothing overflows whatever a and b are.
"""

import numpy as np

NODES = 40  # eight digits and more unless the horizon is hundreds of times the time seen
SMALLEST = 1e-300  # a node of beta(a -> 0) may round to zero, and is divided by


def beta_nodes(a: float, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where to look at the function and how much that counts, for beta(a, each b).

    Both are of shape (len(b), NODES); nodes lie in (0, 1], the weights of a row sum to 1.
    """
    u, v = np.asarray(b, dtype=float)[:, None] - 1, a - 1.0
    place = np.arange(NODES)
    matrix = np.zeros((len(u), NODES, NODES))
    matrix[:, place, place] = _middle(u, v)
    matrix[:, place[1:], place[:-1]] = np.sqrt(_beside(u, v))
    values, vectors = np.linalg.eigh(matrix)
    return np.clip((1 + values) / 2, SMALLEST, 1.0), vectors[:, 0, :] ** 2


def _middle(u: np.ndarray, v: float) -> np.ndarray:
    total = 2 * np.arange(1, NODES) + u + v
    return np.hstack([(v - u) / (u + v + 2), (v - u) * (v + u) / (total * (total + 2))])


def _beside(u: np.ndarray, v: float) -> np.ndarray:
    """Return the squares beside the diagonal; the general formula's first is 0/0 at u + v = -1."""
    step = np.arange(2, NODES)
    total = 2 * step + u + v
    first = 4 * (1 + u) * (1 + v) / ((2 + u + v) ** 2 * (3 + u + v))
    others = 4 * step * (step + u) * (step + v) * (step + u + v) / (total**2 * (total**2 - 1))
    return np.hstack([first, others])

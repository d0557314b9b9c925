"""What a visit of each client is worth: the Gamma-Gamma model by maximum likelihood.

The values of a client's visits vary round a mean of their own, and these means vary over clients
(Fader & Hardie, "The Gamma-Gamma Model of Monetary Value", 2013). Who came often is believed, who
came once is drawn towards the others. Only values above zero have a place in it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import gammaln, psi
from threadpoolctl import threadpool_limits

START = (2.0, 2.0, 2.0)  # p, q - 1, and v in mean values
BOUNDS = [(-9.0, 9.0)] * 3  # of their logarithms
PRECISION = {"maxiter": 1000, "ftol": 1e-12, "gtol": 1e-6}


@dataclass(frozen=True)
class ValueModel:
    """The shape of one visit's value (p), and the shape (q) and scale (v) of clients' rates.

    q stays above 1, since below it the mean over all clients would be infinite.
    """

    shape: float
    rate_shape: float
    rate_scale: float
    log_likelihood: float


@threadpool_limits.wrap(limits=1, user_api="blas")
def fit(visit_count: ArrayLike, average_value: ArrayLike) -> ValueModel:
    """Find the likeliest spread of values; `average_value` is a client's mean over the visits."""
    count, value = _checked(visit_count, average_value)
    unit = value.mean()

    def loss(logs: np.ndarray) -> tuple[float, np.ndarray]:
        p, above_one, v = np.exp(logs)
        values, slopes = _log_likelihoods(p, 1 + above_one, v, count, value / unit)
        return -float(values.sum()), -slopes.sum(axis=1) * np.exp(logs)

    options = {"jac": True, "bounds": BOUNDS, "method": "L-BFGS-B", "options": PRECISION}
    found = minimize(loss, np.log(START), **options)
    p, above_one, v = np.exp(found.x).tolist()
    told = -found.fun - len(value) * np.log(unit)
    return ValueModel(p, 1 + above_one, v * float(unit), float(told))


def log_likelihoods(
    model: ValueModel, visit_count: ArrayLike, average_value: ArrayLike
) -> np.ndarray:
    """Return the log-likelihood of each client's average (eq. 1a of the note of 2013)."""
    count, value = _checked(visit_count, average_value)
    return _log_likelihoods(model.shape, model.rate_shape, model.rate_scale, count, value)[0]


def expected_value(
    model: ValueModel, visit_count: ArrayLike, average_value: ArrayLike
) -> np.ndarray:
    """Return what a coming visit of each client is worth (eq. 5 of the note of 2013)."""
    count, value = _checked(visit_count, average_value)
    weight = model.shape * count + model.rate_shape - 1
    return model.shape * (model.rate_scale + count * value) / weight


def _log_likelihoods(
    p: float, q: float, v: float, count: np.ndarray, value: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each client's log-likelihood, and its slopes by p, q and v: (3, clients)."""
    shape, spent = p * count, count * value
    log_spent, log_all = np.log(spent), np.log(v + spent)
    spread = gammaln(shape + q) - gammaln(shape) - gammaln(q)
    values = spread + q * np.log(v) + shape * log_spent - np.log(value) - (shape + q) * log_all
    slopes = [
        count * (psi(shape + q) - psi(shape) + log_spent - log_all),
        psi(shape + q) - psi(q) + np.log(v) - log_all,
        q / v - (shape + q) / (v + spent),
    ]
    return values, np.stack(slopes)


def _checked(visit_count: ArrayLike, average_value: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    count, value = np.asarray(visit_count, dtype=float), np.asarray(average_value, dtype=float)
    if not len(value) or not ((count > 0) & (value > 0) & np.isfinite(value)).all():
        raise ValueError("at least one client, and every visit_count and average_value above 0")
    return count, value

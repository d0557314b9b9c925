"""How often each client will come: BG/NBD and MBG/NBD by maximum likelihood.

A client comes at a rate of their own (gamma over clients) and after a visit leaves for good with a
probability of their own (beta over clients). In BG/NBD (Fader, Hardie & Lee, "Counting Your
Customers the Easy Way", Marketing Science 24(2), 2005) nobody leaves at the first visit; in MBG/NBD
(Batislam, Denizel & Filiztekin, International Journal of Research in Marketing 24(3), 2007) they
may.

A client is known by three figures: `repeat_count` (x, visits after the first), `last_age` (t_x, age
at the last visit, 0 without a repeat) and `age` (T, time since the first visit), in any unit of
time; `rate_time` (alpha) is in the same. Clients alike in all three are counted, not repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln, psi
from threadpoolctl import threadpool_limits

from ml.lifetime.beta_quadrature import beta_nodes

START = (0.5, 0.5, 0.5, 2.0)  # r, alpha in mean ages, a, b
LOG_BOUND = 9.0  # at e⁹ clients are as good as alike, at e⁻⁹ as unlike as can be
BOUNDS = [(-LOG_BOUND, LOG_BOUND)] * 4
PRECISION = {"maxiter": 1000, "ftol": 1e-12, "gtol": 1e-6}
_FIGURES = ["repeat_count", "last_age", "age"]


@dataclass(frozen=True)
class VisitModel:
    """The spread of rates, gamma(rate_shape, rate_time), and of leaving, beta(leave_a, leave_b)."""

    rate_shape: float
    rate_time: float
    leave_a: float
    leave_b: float
    may_leave_at_first: bool
    log_likelihood: float


# four parameters and small matrices: threads would wait for each other longer than they work
@threadpool_limits.wrap(limits=1, user_api="blas")
def fit(
    repeat_count: ArrayLike, last_age: ArrayLike, age: ArrayLike, *, may_leave_at_first: bool
) -> VisitModel:
    """Find the likeliest spread of rates and of leaving; `may_leave_at_first` chooses MBG/NBD.

    Data that cannot tell a parameter (all clients alike, nobody came again) leave it at a bound.
    """
    clients = _checked(repeat_count, last_age, age).groupby(_FIGURES, as_index=False).size()
    weights = clients["size"].to_numpy(dtype=float)
    repeats, first = np.unique(clients["repeat_count"], return_index=True)
    repeat_weights = np.add.reduceat(weights, first)  # the groups come in order of repeat_count
    unit = max(np.average(clients["age"], weights=weights), 1e-9)
    waits = [clients["repeat_count"].to_numpy(), *(clients[_FIGURES[1:]].to_numpy().T / unit)]

    def loss(logs: np.ndarray) -> tuple[float, np.ndarray]:
        parameters = np.exp(logs)
        counts = _by_repeats(parameters, repeats, may_leave_at_first)
        times = _by_times(parameters, *waits, may_leave_at_first)
        value, *slopes = np.stack(counts) @ repeat_weights + np.stack(times) @ weights
        return -value, -np.array(slopes) * parameters

    options = {"jac": True, "bounds": BOUNDS, "method": "L-BFGS-B", "options": PRECISION}
    found = minimize(loss, np.log(START), **options)
    rate_shape, rate_time, leave_a, leave_b = np.exp(found.x).tolist()
    # a density per unit of time for each visit, so the scale comes back once for each
    told = -found.fun - np.log(unit) * (clients["repeat_count"] @ weights)
    return VisitModel(
        rate_shape, rate_time * float(unit), leave_a, leave_b, may_leave_at_first, float(told)
    )


def log_likelihoods(
    model: VisitModel, repeat_count: ArrayLike, last_age: ArrayLike, age: ArrayLike
) -> np.ndarray:
    """Return the log-likelihood of each client's figures (eq. 6 of the paper of 2005)."""
    clients = _checked(repeat_count, last_age, age)
    x, last, seen = clients.to_numpy().T
    counts = _by_repeats(_parameters(model), x, model.may_leave_at_first)
    return counts[0] + _by_times(_parameters(model), x, last, seen, model.may_leave_at_first)[0]


@threadpool_limits.wrap(limits=1, user_api="blas")
def expected_visits(
    model: VisitModel,
    repeat_count: ArrayLike,
    last_age: ArrayLike,
    age: ArrayLike,
    horizons: Sequence[float],
) -> np.ndarray:
    """Return how many visits each client will make within each horizon: (clients, horizons).

    It is eq. 10 of the paper of 2005 with its hypergeometric function written as the mean, over
    the probability of leaving, that it stands for: no pole at a = 1, no overflow, never negative.
    """
    clients = _checked(repeat_count, last_age, age)
    x, last, seen = clients.to_numpy().T
    silence = np.log((model.rate_time + seen) / (model.rate_time + last))
    parameters, at_first = _parameters(model), model.may_leave_at_first
    log_odds = _log_odds_of_having_left(parameters, x, silence, at_first)
    pairs = clients.groupby(["repeat_count", "age"])
    distinct = pairs.size().index.to_frame(index=False)
    visits = _visits_if_still_there(model, distinct, horizons)[pairs.ngroup().to_numpy()]
    return expit(-log_odds)[:, None] * visits


def _visits_if_still_there(
    model: VisitModel, clients: pd.DataFrame, horizons: Sequence[float]
) -> np.ndarray:
    """Return the mean of (1 − (s / (s + p·horizon))^(r + x)) / p over p, with s = α + T.

    Someone who comes at the rate λ and leaves with the probability p makes (1 − e^(−λpt)) / p
    visits in t; λ is gamma(r + x, s), p is beta(a, b + x).
    """
    repeats = clients["repeat_count"].to_numpy()
    counts, place = np.unique(repeats, return_inverse=True)
    nodes, weights = beta_nodes(model.leave_a, model.leave_b + counts + model.may_leave_at_first)
    nodes, weights = nodes[place], weights[place]
    seen = model.rate_time + clients["age"].to_numpy()[:, None]
    power = -(model.rate_shape + repeats[:, None])
    visits = [
        (-np.expm1(power * np.log1p(nodes * horizon / seen)) / nodes * weights).sum(axis=1)
        for horizon in horizons
    ]
    return np.stack(visits, axis=1)


def _by_repeats(
    parameters: np.ndarray, x: np.ndarray, may_leave_at_first: bool
) -> tuple[np.ndarray, ...]:
    """Return what the number of visits adds to the log-likelihood, and its four slopes."""
    r, alpha, a, b = parameters
    later_b, ones = b + x + may_leave_at_first, np.ones_like(x)
    value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, later_b) - betaln(a, b)
    by_a = psi(a + b) - psi(a + later_b)
    return (
        value,
        psi(r + x) - psi(r) + np.log(alpha),
        r / alpha * ones,
        by_a,
        by_a + psi(later_b) - psi(b),
    )


def _by_times(
    parameters: np.ndarray, x: np.ndarray, last: np.ndarray, age: np.ndarray, at_first: bool
) -> tuple[np.ndarray, ...]:
    """Return what the last visit and the silence add to it, and its four slopes.

    Still there, (α + T)^−(r+x); or gone, with the odds of that.
    """
    r, alpha, a, b = parameters
    log_seen, log_last = np.log(alpha + age), np.log(alpha + last)
    log_odds = _log_odds_of_having_left(parameters, x, log_seen - log_last, at_first)
    left = expit(log_odds)
    there = 1 - left
    return (
        np.logaddexp(0.0, log_odds) - (r + x) * log_seen,
        -there * log_seen - left * log_last,
        -(r + x) * (there / (alpha + age) + left / (alpha + last)),
        left / a,
        -left / _one_less(b, x, at_first),
    )


def _log_odds_of_having_left(
    parameters: np.ndarray, x: np.ndarray, log_silence: np.ndarray, at_first: bool
) -> np.ndarray:
    """Return −∞ for whoever cannot have left yet; `log_silence` is ln((α + T) / (α + t_x))."""
    r, _, a, b = parameters
    odds = np.log(a / _one_less(b, x, at_first)) + (r + x) * log_silence
    return odds if at_first else np.where(x > 0, odds, -np.inf)


def _one_less(b: float, x: np.ndarray, at_first: bool) -> np.ndarray:
    return b + x if at_first else np.where(x > 0, b + x - 1, 1.0)


def _parameters(model: VisitModel) -> np.ndarray:
    return np.array([model.rate_shape, model.rate_time, model.leave_a, model.leave_b])


def _checked(repeat_count: ArrayLike, last_age: ArrayLike, age: ArrayLike) -> pd.DataFrame:
    figures = np.column_stack([repeat_count, last_age, age]).astype(float)
    x, last, seen = figures.T
    is_possible = (x >= 0) & (last >= 0) & (last <= seen) & ((x > 0) | (last == 0))
    if not (is_possible & np.isfinite(figures).all(axis=1)).all():
        raise ValueError("0 <= last_age <= age, and last_age is 0 for whoever did not come again")
    return pd.DataFrame(figures, columns=_FIGURES)

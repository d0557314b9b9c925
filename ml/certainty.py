"""How sure a difference is: one level, one bootstrap and one interval for every contest.

"Surely" means that the two-sided 95 % interval of a difference lies on one side of zero. Where
nothing is better than the baseline, each candidate passes for better in 2.5 of 100 contests; with
at most four of them, one in ten publishes a candidate that is no better, and hardly worse. A
stricter level would keep good ones from small companies for longer than that costs.
"""

from collections.abc import Callable
from statistics import NormalDist

import numpy as np

CONFIDENCE_PCT = 95
TAILS = ((100 - CONFIDENCE_PCT) / 200, (100 + CONFIDENCE_PCT) / 200)
NORMAL_QUANTILE = NormalDist().inv_cdf(TAILS[1])
DRAWS = 1000


def resampled_bounds(
    statistic: Callable[[np.ndarray], np.ndarray | float], count: int, *, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Bound a statistic of `count` rows over resamples of them; it is given the rows drawn.

    The percentile bootstrap of Efron, "Bootstrap methods: another look at the jackknife", Annals of
    Statistics 7(1), 1979. A statistic of several columns has them all meet the same drawn rows.
    """
    rng = np.random.default_rng(seed)
    found = [statistic(rng.integers(0, count, count)) for _ in range(DRAWS)]
    low, high = np.quantile(found, TAILS, axis=0)
    return low, high


def mean_bounds(values: np.ndarray, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Bound the mean of each column over resampled rows."""
    return resampled_bounds(lambda rows: values[rows].mean(axis=0), len(values), seed=seed)


def ratio_and_margin(above: np.ndarray, below: np.ndarray) -> tuple[float, float]:
    """Return the ratio of two sums over independent units, and half the width of its interval.

    What belongs to one unit (a client's rows, a basket's claims) stands or falls together, so units
    are what is counted (the ratio estimator of a cluster sample: Cochran, Sampling Techniques,
    1977, 9A). Units with nothing below are not counted; under two of them nothing is sure.
    """
    ratio, count = above.sum() / below.sum(), int((below > 0).sum())
    if count < 2:
        return float(ratio), np.inf
    rest = np.square(above - ratio * below).sum() * count / (count - 1)
    return float(ratio), float(NORMAL_QUANTILE * np.sqrt(rest) / below.sum())

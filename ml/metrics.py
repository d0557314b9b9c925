"""Measures of a forecast's quality, each None where it would mean nothing.

Sources: WAPE is the sum of absolute errors over the sum of actuals, also called MAD/mean ratio
(Kolassa & Schütz, Foresight 6, 2007). MASE is Hyndman & Koehler, "Another look at measures of
forecast accuracy", International Journal of Forecasting 22(4), 2006.
"""

import numpy as np
from numpy.typing import ArrayLike

SMALLEST_SAMPLE = 30


def wape(actual: ArrayLike, forecast: ArrayLike) -> float | None:
    """Return the share of the actual volume that was forecast wrongly; None without volume."""
    actual, forecast = _paired(actual, forecast)
    volume = np.abs(actual).sum()
    return float(np.abs(actual - forecast).sum() / volume) if volume > 0 else None


def mase(
    actual: ArrayLike, forecast: ArrayLike, history: ArrayLike, *, season: int = 7
) -> float | None:
    """Return the mean absolute error in units of the seasonal naive's own in-sample error.

    `history` is the series known when the forecast was made. 1.0 is the error of repeating the
    value of `season` steps ago, one step ahead. Steps from or to a missing value are left out. None
    when the history is shorter than two seasons or repeats itself exactly.
    """
    actual, forecast = _paired(actual, forecast)
    history = np.asarray(history, dtype=float)
    if len(history) < 2 * season or not len(actual):
        return None
    steps = np.abs(history[season:] - history[:-season])
    steps = steps[~np.isnan(steps)]
    scale = steps.mean() if len(steps) else 0.0
    return float(np.abs(actual - forecast).mean() / scale) if scale > 0 else None


def interval_coverage(
    actual: ArrayLike, low: ArrayLike, high: ArrayLike, *, floor: int = SMALLEST_SAMPLE
) -> float | None:
    """Return the share of actuals inside [low, high]; None under `floor` of them.

    P10 to P90 should hold 0.8. Under 30 observations the standard error passes 7 points, and the
    figure says nothing.
    """
    actual, low = _paired(actual, low)
    _, high = _paired(actual, high)
    if len(actual) < floor:
        return None
    return float(((actual >= low) & (actual <= high)).mean())


def _paired(actual: ArrayLike, other: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    actual, other = np.asarray(actual, dtype=float), np.asarray(other, dtype=float)
    if actual.shape != other.shape:
        raise ValueError(f"{actual.shape} actuals against {other.shape} forecasts")
    return actual, other

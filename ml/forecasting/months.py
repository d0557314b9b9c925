"""The months that coming days make up."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ml.forecasting.intervals import HIGH, LOW


def last_needed_day(last_known: pd.Timestamp, horizon_days: int) -> pd.Timestamp:
    """Return the end of the horizon or of the next whole month, whichever is later."""
    next_month_end = last_known + pd.offsets.MonthBegin(1) + pd.offsets.MonthEnd(0)
    return max(last_known + pd.Timedelta(days=horizon_days), next_month_end)


def totals(courses: np.ndarray, dates: pd.Series) -> pd.DataFrame:
    """Take the quantiles of each period's sum over the simulated courses.

    One row per period: `period_start`, `period_end`, `p10`, `p50`, `p90`.
    """
    rows = []
    for start, end in periods(dates.iloc[0]):
        sums = courses[:, ((dates >= start) & (dates <= end)).to_numpy()].sum(axis=1)
        rows.append((start, end, *np.quantile(sums, [LOW, 0.5, HIGH])))
    return pd.DataFrame(rows, columns=["period_start", "period_end", "p10", "p50", "p90"])


def periods(first: pd.Timestamp) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    """Yield first and last day of the rest of the month, if it has begun, and of the next one."""
    if first.day > 1:
        yield first, first + pd.offsets.MonthEnd(0)
        first = first + pd.offsets.MonthBegin(1)
    yield first, first + pd.offsets.MonthEnd(0)

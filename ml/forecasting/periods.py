"""The months, half-years and years that coming days make up."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ml.forecasting.intervals import HIGH, LOW

MONTHS_OF_KIND = {"month": 1, "half_year": 6, "year": 12}
PERIODS_AFTER = {"month": 12, "half_year": 1, "year": 1}

Period = tuple[str, pd.Timestamp, pd.Timestamp]


def last_needed_day(last_known: pd.Timestamp, horizon_days: int) -> pd.Timestamp:
    """Return the end of the horizon or of the next whole month, whichever is later."""
    next_month_end = last_known + pd.offsets.MonthBegin(1) + pd.offsets.MonthEnd(0)
    return max(last_known + pd.Timedelta(days=horizon_days), next_month_end)


def totals(
    courses: np.ndarray, dates: pd.Series, divisors: np.ndarray | None = None
) -> pd.DataFrame:
    """Take the quantiles of each period's sum over the simulated courses.

    With `divisors` (courses too) of each period's ratio of sums; a period without anything to
    divide by is left out. One row per period: `period_kind`, `period_start`, `period_end`, `p10`,
    `p50`, `p90`.
    """
    rows = []
    for kind, start, end in periods(dates.iloc[0], dates.iloc[-1]):
        within = ((dates >= start) & (dates <= end)).to_numpy()
        sums = courses[:, within].sum(axis=1)
        if divisors is not None:
            by = divisors[:, within].sum(axis=1)
            sums = sums[by > 0] / by[by > 0]
        if len(sums):
            rows.append((kind, start, end, *np.quantile(sums, [LOW, 0.5, HIGH])))
    columns = ["period_kind", "period_start", "period_end", "p10", "p50", "p90"]
    return pd.DataFrame(rows, columns=columns)


def periods(first: pd.Timestamp, last: pd.Timestamp) -> Iterator[Period]:
    """Yield kind, first and last day of every period that the days from first to last hold.

    They are what is left of the running month, half-year and year, then the next twelve months,
    the next half-year and the next year; what would end after `last` is left out.
    """
    for kind, months in MONTHS_OF_KIND.items():
        begin = first.replace(day=1, month=(first.month - 1) // months * months + 1)
        for number in range(PERIODS_AFTER[kind] + 1):
            start = begin + pd.DateOffset(months=months * number)
            end = start + pd.DateOffset(months=months) - pd.Timedelta(days=1)
            if end <= last:
                yield kind, max(start, first), end

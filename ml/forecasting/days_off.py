"""The open days that are no common days: a holiday on which the shop sells, a day off."""

import pandas as pd


def days_off(history: pd.DataFrame, future: pd.DataFrame) -> pd.DataFrame | None:
    """Name open days off: each by itself once two of that name were seen, else as one kind.

    Returns `ds` and `holiday` of both frames together; None when the history holds none.
    """
    seen = history.loc[history["is_open"], "occasion"].dropna()
    if seen.empty:
        return None
    counts = seen.value_counts()
    named = set(counts.index[counts >= 2])
    days = pd.concat([history, future])
    days = days[days["is_open"] & days["occasion"].notna()]
    names = days["occasion"].where(days["occasion"].isin(named), "day off")
    return pd.DataFrame({"ds": days["date"].to_numpy(), "holiday": names.to_numpy()})

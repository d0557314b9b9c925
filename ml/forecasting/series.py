"""Features cut into series, each with its days as the methods need them."""

import numpy as np
import pandas as pd

HEAD = "company"
SUMMED, AVERAGE = ("net_revenue", "order_count"), "average_check"


def series_ids(features: pd.DataFrame) -> list[str]:
    """List the series: the whole company first, or else the one that sells most."""
    revenue = features.groupby("series_id")["net_revenue"].sum().astype(float)
    order = sorted(revenue.index, key=lambda name: (name != HEAD, -revenue[name], name))
    return [str(name) for name in order]


def shop_days(features: pd.DataFrame) -> pd.DataFrame:
    """List the days of the shop: `date`, `holiday_name`, `occasion`, and whether it sold at all.

    A shop is open or it is not, whatever one of its countries or sellers does.
    """
    days = features.sort_values("series_date").drop_duplicates("series_date")
    is_sold = (features["order_count"] > 0).groupby(features["series_date"]).any()
    return calendar_days(days, "series_date").assign(is_sold=is_sold.sort_index().to_numpy())


def series_days(
    features: pd.DataFrame, shop: pd.DataFrame, series_id: str, measure: str
) -> pd.DataFrame:
    """Return the shop's days from the first of a series to the last, with its `value`.

    An average check has no value on days without an order.
    """
    rows = features[features["series_id"] == series_id].sort_values("series_date")
    days = shop[shop["date"] >= pd.Timestamp(rows["series_date"].iloc[0])].reset_index(drop=True)
    if not np.array_equal(days["date"].to_numpy(), pd.to_datetime(rows["series_date"]).to_numpy()):
        raise ValueError(f"series_date of {series_id} must hold every day once, to the last one")
    return days.assign(value=_values(rows, measure))


def calendar_days(rows: pd.DataFrame, date_column: str) -> pd.DataFrame:
    """Name each day off: its holiday, or plainly a day off on a weekday that is mostly worked."""
    is_working = rows["is_working_day"].astype(bool)
    weekday = pd.to_datetime(rows[date_column]).dt.day_of_week
    is_usual = is_working.groupby(weekday).transform("mean") >= 0.5
    holiday = rows["holiday_name"].astype(object).where(rows["holiday_name"].notna(), None)
    days = pd.DataFrame(
        {
            "date": pd.to_datetime(rows[date_column]),
            "holiday_name": holiday,
            "occasion": holiday.mask(holiday.isna() & is_usual & ~is_working, "day off"),
        }
    ).reset_index(drop=True)
    if (days["date"].diff().dropna() != pd.Timedelta(days=1)).any():
        raise ValueError(f"{date_column} must hold every day once, oldest first")
    return days


def _values(rows: pd.DataFrame, measure: str) -> np.ndarray:
    if measure != AVERAGE:
        return rows[measure].to_numpy(dtype=float)
    orders = rows["order_count"].astype(float)
    return (rows["net_revenue"].astype(float) / orders.where(orders > 0)).to_numpy()

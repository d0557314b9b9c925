"""Who stayed away for a whole horizon, told only of snapshots whose horizon has passed."""

import pandas as pd

ACTIVE_DAYS = 365
OUTCOME = "stayed_away"


def labelled(features: pd.DataFrame, horizon_days: int) -> pd.DataFrame:
    """Return the rows of snapshots whose horizon ended by the newest one, with their outcome.

    `stayed_away` is 1.0 when no visit fell on the `horizon_days` days after the snapshot, else 0.0.
    """
    dates = pd.to_datetime(features["as_of_date"])
    ends = dates + pd.Timedelta(days=horizon_days)
    visits = pd.to_datetime(features["next_visit_date"])
    outcome = (visits.isna() | (visits > ends)).astype(float)
    rows = features.assign(as_of_date=dates, **{OUTCOME: outcome})
    return rows[ends <= dates.max()].reset_index(drop=True)


def is_active(rows: pd.DataFrame) -> pd.Series:
    """Say who had a visit in the 365 days before the snapshot: these judge, and nobody else."""
    return rows["recency_days"] < ACTIVE_DAYS


def active(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of clients by whom a probability is judged."""
    return rows[is_active(rows)]


def known_before(rows: pd.DataFrame, day: pd.Timestamp, horizon_days: int) -> pd.DataFrame:
    """Return the labelled rows whose outcome was known on `day`."""
    return rows[rows["as_of_date"] <= day - pd.Timedelta(days=horizon_days)]


def test_days(rows: pd.DataFrame, horizon_days: int, most: int) -> list[pd.Timestamp]:
    """Return the newest labelled snapshots at which an earlier outcome was already known."""
    days = sorted(rows["as_of_date"].unique())
    first_known = days[0] + pd.Timedelta(days=horizon_days) if days else None
    return [pd.Timestamp(day) for day in days if day >= first_known][-most:]

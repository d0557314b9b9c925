"""Shops whose clients come and leave as they please, are swapped halfway, or are but three."""

import numpy as np
import pandas as pd

from tests.ml.examples import Example, Examples

START = pd.Timestamp("2023-01-01")
KNOWN_DAYS, LATER_DAYS = 392, 84  # half of the known days is a snapshot too
SETTINGS = {"horizon_months": 3, "annual_discount_pct": 10}


def snapshots_of(visits: pd.DataFrame, last_day: int) -> pd.DataFrame:
    """Features of the clients every 28 days back from a day; `visits` has client_id, day, value."""
    return pd.concat(
        [_snapshot(visits[visits["day"] <= day], day) for day in range(last_day, 55, -28)][::-1],
        ignore_index=True,
    )


def _snapshot(visits: pd.DataFrame, day: int) -> pd.DataFrame:
    clients = visits.groupby("client_id")
    first, last, spent = clients["day"].min(), clients["day"].max(), clients["value"].sum()
    return pd.DataFrame(
        {
            "as_of_date": START + pd.Timedelta(days=day),
            "visit_count": clients["day"].nunique(),
            "tenure_days": day - first,
            "last_visit_age_days": last - first,
            "net_revenue": spent.round(2),
        }
    ).reset_index()


def leaving_clients(count: int, *, seed: int) -> pd.DataFrame:
    """Draw visits of clients who come at rates of their own, and leave for good after any visit."""
    rng = np.random.default_rng(seed)
    visits = []
    for number in range(count):
        day, end = rng.uniform(0, KNOWN_DAYS) if number else 0, KNOWN_DAYS + LATER_DAYS
        rate, leaving, usual = rng.gamma(1.0, 1 / 15), rng.beta(1.0, 3.0), rng.lognormal(3, 0.5)
        while day <= end:
            visits.append((f"c{number:03}", int(day), usual * rng.gamma(4, 1 / 4)))
            if rng.random() < leaving:
                break
            day += 1 + rng.exponential(1 / rate)
    return pd.DataFrame(visits, columns=["client_id", "day", "value"])


def swapped_halfway(visits: pd.DataFrame) -> pd.DataFrame:
    """Give whatever is bought after half of the history to another client, by lot."""
    rng, is_late = np.random.default_rng(2), visits["day"] > KNOWN_DAYS // 2
    known = visits.loc[~is_late, "client_id"].unique()
    other = dict(zip(known, rng.permutation(known), strict=True))
    clients = visits["client_id"].where(~is_late, visits["client_id"].map(other))
    return visits.assign(client_id=clients.fillna(visits["client_id"]))


def example_of(visits: pd.DataFrame) -> Example:
    happened = snapshots_of(visits, KNOWN_DAYS + LATER_DAYS)
    as_of = START + pd.Timedelta(days=KNOWN_DAYS)
    return Example(
        happened[happened["as_of_date"] <= as_of],
        happened[happened["as_of_date"] == as_of],
        happened,
        settings=SETTINGS,
    )


def three_clients() -> Example:
    """Know one order of each, the third from today and brought back."""
    visits = pd.DataFrame(
        {"client_id": ["a", "b", "c"], "day": [0, 30, 84], "value": [10.0, 40.0, -5.0]}
    )
    known = snapshots_of(visits, 84)
    return Example(known, known.tail(3), known, settings=SETTINGS)


def constant_guess(answers: pd.DataFrame) -> pd.DataFrame:
    """Put the average client in the place of each."""
    names = ["expected_visit_count", "expected_visit_value", "predicted_value"]
    return answers.assign(**answers[names].mean())


def examples() -> Examples:
    visits = leaving_clients(400, seed=1)
    return Examples(
        signal=example_of(visits),
        no_signal=example_of(swapped_halfway(visits)),
        too_little=three_clients(),
        constant_guess=constant_guess,
    )

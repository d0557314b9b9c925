"""Shops whose weekly and monthly clients come until they leave, come by lot, or are but three."""

import numpy as np
import pandas as pd

from tests.ml.examples import Example, Examples

START = pd.Timestamp("2023-01-01")
KNOWN_DAYS, LATER_DAYS = 308, 56
HORIZON_DAYS = 56


def snapshots_of(visits: pd.DataFrame, last_day: int) -> pd.DataFrame:
    """Features of the clients every 28 days back from a day; `visits` has client_id, day, value."""
    known = visits[visits["day"] <= last_day]
    days = range(last_day, 55, -28)
    return pd.concat([_snapshot(known, day) for day in days][::-1], ignore_index=True)


def _snapshot(visits: pd.DataFrame, day: int) -> pd.DataFrame:
    past = visits[visits["day"] <= day].assign(age=lambda rows: day - rows["day"])
    past["gap"] = past.groupby("client_id")["day"].diff()
    clients = past.groupby("client_id")
    first, last, count = clients["day"].min(), clients["day"].max(), clients.size()
    later = visits[visits["day"] > day].groupby("client_id")["day"].min().reindex(first.index)

    def within(column: str, youngest: int, oldest: int) -> pd.Series:
        part = past[past["age"].between(youngest, oldest - 1)].groupby("client_id")[column]
        found = part.sum() if column == "value" else part.count()
        return found.reindex(first.index, fill_value=0)

    return pd.DataFrame(
        {
            "as_of_date": START + pd.Timedelta(days=day),
            "visit_count": count,
            "tenure_days": day - first,
            "recency_days": day - last,
            "visits_90d": within("day", 0, 90),
            "visits_previous_90d": within("day", 90, 180),
            "visits_365d": within("day", 0, 365),
            "average_visit_value": clients["value"].mean(),
            "revenue_90d": within("value", 0, 90),
            "revenue_365d": within("value", 0, 365),
            "returned_share_pct": 0.0,
            "product_count": count,
            "p90_gap_days": clients["gap"].quantile(0.9).where(count > 2),
            "company_p90_gap_days": past["gap"].quantile(0.9),
            "next_visit_date": START + pd.to_timedelta(later, unit="D"),
        }
    ).reset_index()


def leaving_clients(count: int, *, seed: int) -> pd.DataFrame:
    """Draw visits of weekly and of monthly clients; either may leave for good after any visit."""
    rng = np.random.default_rng(seed)
    visits = []
    for number in range(count):
        day = rng.uniform(0, KNOWN_DAYS / 2) if number else 0
        usual_gap, leaving = ((7, 0.03), (40, 0.2))[number % 2]
        while day <= KNOWN_DAYS + LATER_DAYS:
            visits.append((f"c{number:03}", int(day), 20 * rng.gamma(4, 1 / 4)))
            if rng.random() < leaving:
                break
            day += 1 + usual_gap * rng.gamma(8, 1 / 8)
    drawn = pd.DataFrame(visits, columns=["client_id", "day", "value"])
    return drawn.groupby(["client_id", "day"], as_index=False)["value"].sum()


def shop_of(visits: pd.DataFrame) -> Example:
    features = snapshots_of(visits, KNOWN_DAYS)
    newest = features[features["as_of_date"] == features["as_of_date"].max()]
    return Example(
        features,
        newest.reset_index(drop=True),
        snapshots_of(visits, KNOWN_DAYS + LATER_DAYS),
        settings={"horizon_days": HORIZON_DAYS},
    )


def shop_of_lots() -> Example:
    """Let a lot decide, anew at every snapshot, who comes again within the horizon."""
    shop = shop_of(leaving_clients(300, seed=4))
    by_lot = np.random.default_rng(8).random(len(shop.features)) < 0.5
    tomorrow = shop.features["as_of_date"] + pd.Timedelta(days=1)
    features = shop.features.assign(next_visit_date=tomorrow.where(by_lot))
    return Example(features, shop.subjects, shop.happened, settings=shop.settings)


def average_guess(answers: pd.DataFrame) -> pd.DataFrame:
    """Say of everybody what was said of all on average."""
    return answers.assign(churn_probability=answers["churn_probability"].mean())


def examples() -> Examples:
    return Examples(
        shop_of(leaving_clients(300, seed=4)),
        shop_of_lots(),
        shop_of(leaving_clients(3, seed=4)),
        average_guess,
    )

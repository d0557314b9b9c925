"""Why a client may stay away: what pushes the probability up, as compared with the usual client.

A driver is weighed by putting the usual client's figures in the place of the client's own and
asking again: the fall of the probability is what the driver adds. This serves rules and models of
any kind. Figures that go together are replaced together, as nobody can be long silent and have come
this month; what drivers add makes up no whole.

Only what is true is said: of each driver the first code that holds of the client. `value` is the
client's own figure. `usual_value` is what it is held against: the client's own usual where there is
one (patience, the 90 days before, an average 90 days), else the median of all clients; null at
`bought_once`, which needs none.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.churning.rules import patience_days

MOST_REASONS = 3
SMALLEST_PUSH = 0.01

DRIVERS = {
    "activity": ("recency_days", "visits_90d", "visits_previous_90d", "revenue_90d"),
    "visits": ("visit_count", "visits_365d", "p90_gap_days"),
    "spending": ("average_visit_value", "revenue_365d"),
    "returns": ("returned_share_pct",),
    "tenure": ("tenure_days",),
    "products": ("product_count",),
}
FIGURES = [column for columns in DRIVERS.values() for column in columns]


@dataclass(frozen=True)
class Code:
    """A reason by name: true when the client's figure lies on one side of its yardstick.

    Without a name of its own the yardstick is the median of all clients.
    """

    name: str
    driver: str
    figure: str
    is_above: bool
    yardstick: str | None = None


CODES = (
    Code("silent_longer_than_usual", "activity", "recency_days", True, "patience_days"),
    Code("fewer_visits_than_before", "activity", "visits_90d", False, "visits_previous_90d"),
    Code("spends_less", "activity", "revenue_90d", False, "average_90_days"),
    Code("silent_for_long", "activity", "recency_days", True),
    Code("bought_once", "visits", "visit_count", False, "second_visit"),
    Code("few_visits", "visits", "visit_count", False),
    Code("small_purchases", "spending", "average_visit_value", False),
    Code("returns_much", "returns", "returned_share_pct", True),
    Code("new_client", "tenure", "tenure_days", False),
    Code("few_products", "products", "product_count", False),
)


def usual_figures(rows: pd.DataFrame) -> dict[str, float]:
    """Return the median of every figure that a driver replaces; NaN where nobody has one."""
    return rows[FIGURES].astype(float).median().to_dict()


def reasons(
    rows: pd.DataFrame,
    usual: dict[str, float],
    probability: Callable[[pd.DataFrame], np.ndarray],
) -> pd.DataFrame:
    """Return at most three reasons per row: client_id, rank, reason, value, usual_value.

    What adds less than one hundredth to the probability is no reason.
    """
    whole, told = probability(rows), _told(rows, usual)
    for driver, columns in DRIVERS.items():
        replaced = rows.assign(**{column: usual[column] for column in columns})
        told[driver]["push"] = whole - probability(replaced)
    found = pd.concat(told.values(), ignore_index=True)
    found = found[found["reason"].notna() & (found["push"] >= SMALLEST_PUSH)]
    found = found.sort_values(["client_id", "push", "reason"], ascending=[True, False, True])
    found["rank"] = found.groupby("client_id").cumcount() + 1
    columns = ["client_id", "rank", "reason", "value", "usual_value"]
    chosen = found.loc[found["rank"] <= MOST_REASONS, columns].reset_index(drop=True)
    return chosen.astype({"value": float, "usual_value": float})


def _told(rows: pd.DataFrame, usual: dict[str, float]) -> dict[str, pd.DataFrame]:
    """Give each row, by driver, the first code that is true of it, or none."""
    figures, yardsticks = rows[FIGURES].astype(float), _yardsticks(rows)
    empty = {"client_id": rows["client_id"], "reason": None, "value": np.nan, "usual_value": np.nan}
    told = {driver: pd.DataFrame(empty, dtype=object) for driver in DRIVERS}
    for code in CODES:
        own, frame = figures[code.figure], told[code.driver]
        held = yardsticks[code.yardstick] if code.yardstick else usual[code.figure]
        chosen = frame["reason"].isna() & ((own > held) if code.is_above else (own < held))
        frame.loc[chosen, "reason"] = code.name
        frame.loc[chosen, "value"] = own[chosen]
        if code.yardstick != "second_visit":
            frame.loc[chosen, "usual_value"] = held[chosen] if code.yardstick else held
    return told


def _yardsticks(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what a client's figures are held against when it is not the median of all."""
    known_days = (rows["tenure_days"] + 1).clip(lower=90, upper=365)
    return pd.DataFrame(
        {
            "patience_days": patience_days(rows),
            "visits_previous_90d": rows["visits_previous_90d"].astype(float),
            "second_visit": 2.0,
            "average_90_days": rows["revenue_365d"].astype(float) * 90 / known_days,
        }
    )

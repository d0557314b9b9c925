"""The named baseline and its challengers: what each learns of the past, and foretells per client.

Each is learned from snapshots (columns in `ml.lifetime_value`) and answers for clients of one of
them: visits within each horizon, and what a visit of theirs will bring, returns taken off.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
import pandas as pd

from ml.lifetime import bg_nbd, gamma_gamma

BASELINE = "average_spend"
DAYS_OF_MONTH = 365.25 / 12
FEWEST_MONTHS = 3  # a first order of this week is not a rate per week


class Method(Protocol):
    """What a learned method can tell."""

    def visits(self, clients: pd.DataFrame, months: Sequence[float]) -> np.ndarray:
        """Return the expected visits within so many months: (clients, months)."""

    def visit_value(self, clients: pd.DataFrame) -> np.ndarray:
        """Return what a coming visit of each client is expected to bring."""


@dataclass(frozen=True)
class AverageSpend:
    """Everyone goes on as before, but for the share of it that is lost (1 - `retention`)."""

    retention: float

    def visits(self, clients: pd.DataFrame, months: Sequence[float]) -> np.ndarray:
        """Return the client's own visits per month, as far as they are retained."""
        monthly = clients["visit_count"].to_numpy(dtype=float) / _months_known(clients)
        return self.retention * monthly[:, None] * np.asarray(months, dtype=float)

    def visit_value(self, clients: pd.DataFrame) -> np.ndarray:
        """Return the client's own average; nobody is foretold to cost money."""
        return _average_value(clients).clip(min=0)


@dataclass(frozen=True)
class BuyTillYouLeave:
    """Rates, leaving and values vary over clients; each client is judged in the light of all."""

    visit_model: bg_nbd.VisitModel
    value_model: gamma_gamma.ValueModel | None
    usual_value: float

    def visits(self, clients: pd.DataFrame, months: Sequence[float]) -> np.ndarray:
        """Return the visits that (M)BG/NBD expects."""
        days = [DAYS_OF_MONTH * month for month in months]
        return bg_nbd.expected_visits(self.visit_model, *_figures(clients), days)

    def visit_value(self, clients: pd.DataFrame) -> np.ndarray:
        """Return the mean of Gamma-Gamma; without revenue so far, the usual client's."""
        average = _average_value(clients)
        values, is_known = np.full(len(clients), self.usual_value), average > 0
        if self.value_model and is_known.any():
            count = clients["visit_count"].to_numpy(dtype=float)[is_known]
            values[is_known] = gamma_gamma.expected_value(
                self.value_model, count, average[is_known]
            )
        return values


def learn_average_spend(snapshots: pd.DataFrame, horizon_days: float) -> AverageSpend:
    """Measure the retention on an earlier window, as long as the horizon if the past allows.

    It is the share of the visits at their own pace, at most all of them, that the clients of an
    earlier snapshot made until the newest one; without an earlier one, the share of clients who
    came again. Visits are counted and not money, for one purchase or return however large is one
    visit: it says nothing of whether the others stay.
    """
    clients = snapshot(snapshots, snapshots["as_of_date"].max())
    start = earlier_snapshot(snapshots, horizon_days)
    if start is None:
        return AverageSpend(float((clients["visit_count"] > 1).mean()) if len(clients) else 0.0)
    before = snapshot(snapshots, start)
    months = (snapshots["as_of_date"].max() - start).days / DAYS_OF_MONTH
    promised = AverageSpend(1.0).visits(before, [months]).sum()
    made = _between(before, clients, "visit_count").sum()
    return AverageSpend(float(np.clip(made / promised, 0, 1)))


def learn_buy_till_you_leave(
    snapshots: pd.DataFrame, horizon_days: float, *, may_leave_at_first: bool
) -> BuyTillYouLeave:
    """Fit both models to the newest snapshot; the horizon does not matter to them."""
    clients = snapshot(snapshots, snapshots["as_of_date"].max())
    visit_model = bg_nbd.fit(*_figures(clients), may_leave_at_first=may_leave_at_first)
    average = _average_value(clients)
    count = clients["visit_count"].to_numpy(dtype=float)
    if not (average > 0).any():
        return BuyTillYouLeave(visit_model, None, 0.0)
    count, average = count[average > 0], average[average > 0]
    value_model = gamma_gamma.fit(count, average)
    usual = float(gamma_gamma.expected_value(value_model, count, average).mean())
    return BuyTillYouLeave(visit_model, value_model, usual)


METHODS: Mapping[str, Callable[[pd.DataFrame, float], Method]] = {
    BASELINE: learn_average_spend,
    "bg_nbd": partial(learn_buy_till_you_leave, may_leave_at_first=False),
    "mbg_nbd": partial(learn_buy_till_you_leave, may_leave_at_first=True),
}


def snapshot(snapshots: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the clients as they were known on one day, in a settled order."""
    return snapshots[snapshots["as_of_date"] == as_of].sort_values("client_id")


def earlier_snapshot(snapshots: pd.DataFrame, days: float) -> pd.Timestamp | None:
    """Find the snapshot that lies `days` before the newest, or half the history if that is less.

    None when there is but one.
    """
    newest = snapshots["as_of_date"].max()
    dates = pd.Series(
        sorted(snapshots.loc[snapshots["as_of_date"] < newest, "as_of_date"].unique())
    )
    if dates.empty:
        return None
    history = snapshot(snapshots, newest)["tenure_days"].max()
    wanted = newest - pd.Timedelta(days=min(days, history / 2))
    return dates.iloc[(dates - wanted).abs().argmin()]


def revenue_between(before: pd.DataFrame, after: pd.DataFrame) -> np.ndarray:
    """Return what each client of a snapshot brought until a later one; nothing known is nothing."""
    return _between(before, after, "net_revenue")


def _between(before: pd.DataFrame, after: pd.DataFrame, column: str) -> np.ndarray:
    later = after.set_index("client_id")[column].astype(float)
    now = before[column].to_numpy(dtype=float)
    return later.reindex(before["client_id"]).to_numpy(dtype=float, na_value=0.0) - now


def _figures(clients: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    columns = ("visit_count", "last_visit_age_days", "tenure_days")
    count, last_age, age = (clients[name].to_numpy(dtype=float) for name in columns)
    return count - 1, last_age, age


def _average_value(clients: pd.DataFrame) -> np.ndarray:
    return (clients["net_revenue"].astype(float) / clients["visit_count"]).to_numpy(dtype=float)


def _months_known(clients: pd.DataFrame) -> np.ndarray:
    return (clients["tenure_days"].to_numpy(dtype=float) / DAYS_OF_MONTH).clip(min=FEWEST_MONTHS)

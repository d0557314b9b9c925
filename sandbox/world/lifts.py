"""What a campaign does to purchases: who is spared, who buys more, who buys less.

Campaigns are planned before anybody buys. A client's purchases in the days after a sending are
copied with the probability of the campaign's lift, or dropped with that of a negative one, so
that the mean number of purchases of those who were written to is `1 + lift` times that of the
hold-out. Nothing else in the world knows of it.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sandbox.world.calendar import to_utc

WINDOW = np.timedelta64(14, "D")
WEEK = np.timedelta64(7, "D")
RETAIL_LIFTS = (0.5, 0.0, -0.3, 0.35, 0.0, 0.2, 0.6, 0.1, 0.0, 0.4, 0.25, 0.0, 0.3, 0.15)
WHOLESALE_LIFTS = (0.3, 0.0, 0.45, 0.15, 0.0)
HOLDOUT_SHARES = {"retail": 0.15, "wholesale": 0.2}
SYSTEMS = {"retail": "mailchimp", "wholesale": "dynamics365"}


@dataclass(frozen=True)
class Plan:
    """The campaigns of a history, in order of sending; one entry per campaign in each array."""

    campaign_id: np.ndarray
    unit: np.ndarray
    sent_at: np.ndarray  # naive UTC
    lift: np.ndarray

    @property
    def holdout_share(self) -> np.ndarray:
        """Share of the audience that is never written to."""
        return np.array([HOLDOUT_SHARES[unit] for unit in self.unit])

    def of_unit(self, unit: str) -> np.ndarray:
        """Return the positions of a unit's campaigns."""
        return np.flatnonzero(self.unit == unit)


def planned(first_day: date, last_day: date) -> Plan:
    """Plan a campaign a month for persons and one every two months for firms."""
    months = pd.date_range(first_day, last_day, freq="MS")
    retail = months + pd.offsets.WeekOfMonth(week=1, weekday=1) + pd.Timedelta(hours=10)
    wholesale = months[::2] + pd.offsets.WeekOfMonth(week=2, weekday=2) + pd.Timedelta(hours=9)
    moments = np.concatenate([to_utc(retail.to_numpy()), to_utc(wholesale.to_numpy())])
    unit = np.repeat(["retail", "wholesale"], [len(retail), len(wholesale)])
    lift = np.concatenate(
        [np.resize(RETAIL_LIFTS, len(retail)), np.resize(WHOLESALE_LIFTS, len(wholesale))]
    )
    # the list of lifts begins anew after its end, but only one campaign ever does harm
    lift[(lift < 0) & (np.arange(len(lift)) != np.argmin(lift))] = 0.0
    order = np.argsort(moments, kind="stable")
    return Plan(np.arange(1, len(order) + 1), unit[order], moments[order], lift[order])


def in_holdout(client_id: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    """Say who is spared: the same clients in every campaign of equal share, by a hash of the id."""
    mixed = client_id.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed >> np.uint64(11)).astype(float) / 2.0**53 < share


def lifted(
    rng: np.random.Generator,
    plan: Plan,
    client_id: np.ndarray,
    may_be_written_from: np.ndarray,
    bought_at: np.ndarray,
    unit: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Let the campaigns work on purchases: (positions that remain or come twice, their moments).

    One entry per purchase in the arrays; `may_be_written_from` is NaT for who gets no mailings.
    A copy lies on the same weekday, not before the sending and not after the purchase by more
    than two hours; nobody buys after their last purchase's day because of a campaign.
    """
    share = np.select([unit == "retail"], [HOLDOUT_SHARES["retail"]], HOLDOUT_SHARES["wholesale"])
    lift, sent_at = _in_force(plan, bought_at, unit)
    is_treated = (may_be_written_from < sent_at) & ~in_holdout(client_id, share)
    chance = rng.random(len(client_id))
    is_kept = ~(is_treated & (chance < -lift))
    is_copied = is_treated & (chance < lift)
    minutes = rng.integers(7, 120, len(client_id)).astype("timedelta64[m]")
    is_earlier = (rng.random(len(client_id)) < 0.5) & (bought_at - WEEK > sent_at)
    copied_at = np.where(is_earlier, bought_at - WEEK, bought_at + minutes)
    positions = np.concatenate([np.flatnonzero(is_kept), np.flatnonzero(is_copied)])
    moments = np.concatenate([bought_at[is_kept], copied_at[is_copied]])
    order = np.lexsort([moments, positions])
    return positions[order], moments[order]


def _in_force(plan: Plan, bought_at: np.ndarray, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lift and the sending of the campaign in whose window a purchase falls, else 0."""
    lift = np.zeros(len(bought_at))
    sent_at = np.full(len(bought_at), np.datetime64("NaT"), "datetime64[us]")
    for name in SYSTEMS:
        chosen = plan.of_unit(name)
        newest = np.searchsorted(plan.sent_at[chosen], bought_at, side="left") - 1
        campaign = chosen[np.maximum(newest, 0)]
        is_in = (unit == name) & (newest >= 0) & (bought_at < plan.sent_at[campaign] + WINDOW)
        lift[is_in], sent_at[is_in] = plan.lift[campaign[is_in]], plan.sent_at[campaign[is_in]]
    return lift, sent_at

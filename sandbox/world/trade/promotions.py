"""The mailings that move purchases: who gets them, who is held out, and by how much they lift.

A promotion's lift is the orders it adds within `WINDOW_DAYS` to a member who still buys; some add
nothing, and one drives buyers away. Members and hold-outs follow from the client number alone, and
who is held out once is held out of every promotion.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from sandbox.world.frame import Frame

WINDOW_DAYS = 14
HOLDOUT_SHARE = 0.2
EVERY_DAYS = {"retail": 14, "wholesale": 30}
SYSTEMS = {"retail": "mailchimp", "wholesale": "dynamics365"}
LIFTS = {
    "retail": (0.15, 0.0, 0.25, 0.10, 0.0, 0.20, 0.05, 0.0),
    "wholesale": (0.15, 0.0, 0.30),
}
HARMFUL, HARM = ("retail", 3), -0.12  # unit and number of the one promotion that does harm
HOLDOUT_SALT = 1_000_003
AUDIENCE = 0.6  # of those who take mailings


@dataclass(frozen=True)
class Promotion:
    """One mailing; `sent_at` is naive UTC."""

    campaign_id: int
    unit: str
    system: str
    sent_at: datetime
    lift: float


def promotions(frame: Frame) -> list[Promotion]:
    """Return every promotion of the history, by the moment it is sent, ids from 1."""
    sent = sorted(
        (frame.start + timedelta(days=day, hours=8), unit, number)
        for unit, every in EVERY_DAYS.items()
        for number, day in enumerate(range(every // 2, frame.size.day_count, every))
    )
    return [
        Promotion(n, unit, SYSTEMS[unit], moment, _lift(unit, number))
        for n, (moment, unit, number) in enumerate(sent, start=1)
    ]


def members(promotion: Promotion, clients: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Say which clients are members of a promotion, and which of these are held out.

    `clients` holds client_id, unit, has_mailing and created_at. The share of all purchases that
    hold-outs make does not depend on anything but chance: compare them to measure the lift.
    """
    of_unit = (clients["unit"] == promotion.unit) & clients["has_mailing"]
    is_there = clients["created_at"] < np.datetime64(promotion.sent_at)
    is_member = (
        of_unit & is_there & (_share(clients["client_id"], promotion.campaign_id) < AUDIENCE)
    )
    return is_member, is_member & (_share(clients["client_id"], HOLDOUT_SALT) < HOLDOUT_SHARE)


def _lift(unit: str, number: int) -> float:
    return HARM if (unit, number) == HARMFUL else LIFTS[unit][number % len(LIFTS[unit])]


def _share(client_id: np.ndarray, salt: int) -> np.ndarray:
    """Return an even number in [0, 1) that follows from a client and a salt."""
    mixed = client_id.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64(salt * 0x85EBCA6B)
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(11)).astype(float) / 2.0**53

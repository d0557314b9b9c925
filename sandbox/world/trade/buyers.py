"""The clients of a block as the makers of sales see them, with the truth that no table shows."""

from typing import Any

import numpy as np

from sandbox.world.frame import Block, Frame
from sandbox.world.people.channels import CODES

# of those who come to buy begin with a deal
AFTER_DEAL = {"retail": 0.35, "wholesale": 0.9}
BY_SECOND_RECORD = 0.5  # of the orders made while a person has two records in the shop

Rows = dict[str, Any]


def read_clients(rng: np.random.Generator, frame: Frame, block: Block) -> Rows:
    """Return one block of clients with the truth about them, as the makers of sales need it."""
    rows = frame.read(
        """select client_id, unit, kind, name, phone, email, channel_id, created_at, is_test,
            in_crm, in_shop, has_mailing, language, person_id, merged_at,
            mean_gap_days is not null as is_buyer,
            coalesce(mean_gap_days, 1) as mean_gap, person_id = client_id as is_root,
            coalesce(gone_since, timestamp '2200-01-01') as gone_since,
            created_at at time zone 'UTC' at time zone 'Europe/Kyiv' as created
        from clients join truth.who_is_who using (client_id)
        left join truth.rhythms using (client_id) left join truth.gone using (client_id)
        where client_id between ? and ? order by client_id""",
        [block.first_id, block.last_id],
    )
    start, day = np.datetime64(frame.start, "us"), np.timedelta64(1, "D")
    rows["is_retail"] = np.asarray(rows["unit"] == "retail", bool)
    rows["channel"] = np.array([CODES.index(code) for code in rows["channel_id"]])
    rows["came_day"] = (rows["created"] - start) // day
    rows["end_day"] = (rows["gone_since"] - start) // day
    rows["is_new"] = rows["came_day"] >= 0
    is_asked = rng.random(len(rows["unit"])) < np.where(rows["is_retail"], *AFTER_DEAL.values())
    rows["by_deal"] = is_asked & rows["in_crm"] & rows["is_new"]
    return {name: _bare(values) for name, values in rows.items()}


def _bare(values: np.ndarray) -> np.ndarray:
    is_full = isinstance(values, np.ma.MaskedArray) and not np.ma.getmaskarray(values).any()
    return np.asarray(values) if is_full else values


def under_which_record(rng: np.random.Generator, clients: Rows, orders: Rows) -> np.ndarray:
    """Return the client of each order: at times the person's second record, until it is merged."""
    second = np.flatnonzero(~clients["is_root"] & clients["in_shop"])
    twin = np.full(len(clients["client_id"]), -1)
    twin[clients["person_id"][second] - clients["client_id"][0]] = second
    place = twin[orders["row"]]
    merged = np.ma.filled(clients["merged_at"], np.datetime64("2200-01-01"))
    is_open = (orders["created_at"] > clients["created_at"][place]) & (
        orders["entered_at"] < merged[place]
    )
    is_taken = (place >= 0) & is_open & (rng.random(len(place)) < BY_SECOND_RECORD)
    return np.where(is_taken, clients["client_id"][place], orders["client_id"])

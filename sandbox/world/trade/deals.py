"""How deals go: won ones end in an order, lost ones do not; stages are skipped and repeated."""

from typing import Any

import numpy as np

from sandbox.world.frame import Frame
from sandbox.world.people.sellers import Sellers, of_units
from sandbox.world.values import NEVER, draw, nullable, run_sums, within

STAGES = {
    "retail": ("new", "contacted", "proposal", "agreed"),
    "wholesale": ("new", "qualified", "proposal", "contract"),
}
AFTER_DEAL = {"retail": 0.04, "wholesale": 0.2}  # of later orders that end a deal
LOST_PER_WON = 0.5  # deals of buyers that came to nothing, beside each that was won
LOST_OF_NEVER = 0.6  # of those who never buy had a deal
SKIPPED, BACKWARD, REOPENED = 0.10, 0.08, 0.05
REASONS = ("price", "timing", "competitor", "no answer", "no need", "delivery")
REASON_SHARES = (0.30, 0.18, 0.17, 0.20, 0.10, 0.05)
REMOVED_EVERY = 101  # of those lost somebody deletes one
DAY_SECONDS = 86_400

Rows = dict[str, Any]


def make_deals(
    rng: np.random.Generator, frame: Frame, sellers: Sellers, clients: Rows, orders: Rows
) -> Rows:
    """Return the deals of a block: `order` (row, -1 when lost), `ends` (UTC) and the columns."""
    won = _won(rng, clients, orders)
    lost = _lost(rng, frame, clients, won)
    deals = {name: np.r_[won[name], lost[name]] for name in won}
    by_time = np.lexsort((deals["client_id"], deals["created_at"]))
    deals = {name: values[by_time] for name, values in deals.items()}
    is_won = deals["order"] >= 0
    favoured = of_units(sellers, rng, deals)
    others = of_units(sellers, rng, deals, power=-1.0)
    taken = np.ma.where(is_won, orders["seller"][deals["order"]], others)
    deals["employee_id"] = np.ma.where(np.ma.getmaskarray(taken), favoured, taken)
    deals["unit"] = np.where(deals["is_retail"], "retail", "wholesale")
    return deals | _said(rng, deals, is_won)


def make_moves(rng: np.random.Generator, deals: Rows) -> Rows:
    """Return each deal's way through the stages, between its creation and its end."""
    stage, counts = _paths(rng, deals)
    step = within(counts)
    deal = np.repeat(np.arange(len(counts)), counts)
    waits = rng.gamma(1.2, 1.0, len(deal)) * (step > 0)
    gone = run_sums(waits, counts)
    whole = np.repeat(gone[np.cumsum(counts) - 1], counts)
    lasts = (deals["ends"] - deals["created_at"]) / np.timedelta64(1, "s")
    seconds = np.where(whole > 0, gone / np.maximum(whole, 1e-9), 0.0) * lasts[deal]
    moved = deals["created_at"][deal] + seconds.astype(np.int64).astype("timedelta64[s]")
    is_last = step == counts[deal] - 1
    moved = np.where(is_last, deals["ends"][deal], moved)
    return {
        "deal": deal,
        "unit": deals["unit"][deal],
        "stage": stage,
        "moved_at": moved,
        "employee_id": deals["employee_id"][deal],
    }


def _won(rng: np.random.Generator, clients: Rows, orders: Rows) -> Rows:
    """Choose the orders that end a deal; a newcomer's deal began when they came."""
    retail, buyer = orders["is_retail"], orders["row"]
    share = np.where(retail, AFTER_DEAL["retail"], AFTER_DEAL["wholesale"])
    is_later = ~orders["is_first"] & (rng.random(len(share)) < share)
    is_first = orders["is_first"] & clients["by_deal"][buyer]
    can = clients["in_crm"][buyer] & ~orders["is_test"]
    order = np.flatnonzero((is_later | is_first) & can & np.isnat(orders["void_at"]))
    buyer, ends = buyer[order], orders["entered_at"][order]
    before = (1 + rng.gamma(2.0, 6.0, len(order))) * DAY_SECONDS
    start = np.maximum(ends - before.astype("timedelta64[s]"), clients["created_at"][buyer])
    came = clients["created_at"][buyer] + np.timedelta64(20, "m")
    created = np.where(orders["is_first"][order], np.minimum(came, ends), start)
    return {
        "order": order,
        "client": buyer,
        "client_id": orders["client_id"][order],
        "is_retail": retail[order],
        "is_first": orders["is_first"][order],
        "day": orders["day"][order],
        "created_at": created,
        "ends": ends,
        "amount": np.maximum(orders["total"][order], 0),
    }


def _lost(rng: np.random.Generator, frame: Frame, clients: Rows, won: Rows) -> Rows:
    """Draw deals that came to nothing: of those who never buy, and of buyers at times."""
    start = np.datetime64(frame.start, "us")
    can = clients["is_new"] & ~clients["is_buyer"] & clients["in_crm"] & clients["is_root"]
    never = np.flatnonzero(can & (rng.random(len(can)) < LOST_OF_NEVER))
    again = np.flatnonzero(rng.random(len(won["order"])) < LOST_PER_WON)
    client = np.r_[never, won["client"][again]]
    wait = (rng.gamma(1.5, 20.0, len(again)) * DAY_SECONDS).astype("timedelta64[s]")
    created = np.r_[
        clients["created_at"][never] + np.timedelta64(20, "m"), won["ends"][again] + wait
    ]
    ends = created + ((1 + rng.gamma(1.5, 12.0, len(client))) * DAY_SECONDS).astype(
        "timedelta64[s]"
    )
    day = (created - start) // np.timedelta64(DAY_SECONDS, "s")
    is_there = day < frame.size.day_count
    count = is_there.sum()
    usual = np.where(clients["is_retail"][client[is_there]], 12.0, 14.2)
    return {
        "order": np.full(count, -1),
        "client": client[is_there],
        "client_id": clients["client_id"][client[is_there]],
        "is_retail": clients["is_retail"][client[is_there]],
        "is_first": np.r_[np.ones(len(never), bool), np.zeros(len(again), bool)][is_there],
        "day": day[is_there],
        "created_at": created[is_there],
        "ends": ends[is_there],
        "amount": np.exp(usual + 0.8 * rng.standard_normal(count)).astype(np.int64) // 100 * 100,
    }


def _said(rng: np.random.Generator, deals: Rows, is_won: np.ndarray) -> Rows:
    """Draw why deals are lost, and which somebody deletes."""
    count = len(is_won)
    reason = np.array(REASONS)[draw(rng, count, REASON_SHARES)]
    is_removed = ~is_won & (np.cumsum(~is_won) % REMOVED_EVERY == REMOVED_EVERY // 4)
    later = (rng.integers(1, 30, count) * DAY_SECONDS).astype("timedelta64[s]")
    return {
        "updated_at": deals["ends"],
        "lost_reason": nullable(reason, is_won),
        "removed_at": np.where(is_removed, deals["ends"] + later, NEVER),
    }


def _paths(rng: np.random.Generator, deals: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Return the stages of every deal on end, and how many each has."""
    count, is_won = len(deals["ends"]), deals["order"] >= 0
    reached = np.where(is_won, 4, rng.integers(1, 5, count))
    extra = (rng.random(count) < BACKWARD) & (reached >= 3)
    reopened = ~extra & (rng.random(count) < REOPENED)
    skips = rng.random((count, 4)) < SKIPPED
    slots = np.full((count, 8), -1)
    for place in range(4):
        is_on_way = (place < reached) & ~(skips[:, place] & (place > 0) & (place < reached - 1))
        slots[:, place] = np.where(is_on_way, place, -1)
    slots[:, 4] = np.where(extra, reached - 2, np.where(reopened, 5, -1))
    slots[:, 5] = np.where(extra | reopened, reached - 1, -1)
    slots[:, 6] = np.where(is_won, 4, 5)
    deal, slot = np.nonzero(slots >= 0)
    code = slots[deal, slot]
    retail = np.array([*STAGES["retail"], "won", "lost"])[code]
    wholesale = np.array([*STAGES["wholesale"], "won", "lost"])[code]
    return np.where(deals["is_retail"][deal], retail, wholesale), np.bincount(deal, minlength=count)

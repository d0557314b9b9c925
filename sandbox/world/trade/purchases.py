"""When clients buy: purchases drawn from rhythm and season, and from the promotions they get."""

from typing import Any

import numpy as np

from sandbox.world.calendar import busyness, days_between
from sandbox.world.frame import Frame
from sandbox.world.people.lives import DAY, GAP_SHAPE
from sandbox.world.trade.promotions import WINDOW_DAYS, members, promotions
from sandbox.world.values import run_sums

UNITS = ("retail", "wholesale")

Rows = dict[str, Any]


def purchases(rng: np.random.Generator, frame: Frame, buyers: Rows) -> Rows:
    """Return the purchases of a block's buyers: `buyer` (row), `day` (from 0), `is_first`.

    Gaps are gamma distributed in busy time, whose day lasts as long as the day is busy.
    """
    begins, first_wait = _beginnings(rng, frame, buyers)
    clocks = {unit: _busy_clock(frame, unit) for unit in UNITS}
    starts = _by_clock(buyers["is_retail"], begins, clocks, (0, 1))
    ends = np.where(buyers["is_retail"], *(clocks[unit][1][-1] for unit in UNITS))
    shape = np.where(buyers["is_retail"], GAP_SHAPE["retail"], GAP_SHAPE["wholesale"])
    left = np.maximum(ends - starts, 0.0) / buyers["mean_gap"]
    counts = (left + 5.0 * np.sqrt(left) + 6.0).astype(int)
    gaps = rng.gamma(np.repeat(shape, counts)) * np.repeat(buyers["mean_gap"] / shape, counts)
    firsts = np.cumsum(counts) - counts
    gaps[firsts] = first_wait
    busy = np.repeat(starts, counts) + run_sums(gaps, counts)
    buyer = np.repeat(np.arange(len(counts)), counts)
    day = _by_clock(buyers["is_retail"][buyer], busy, clocks, (1, 0))
    is_first = np.zeros(len(day), bool)
    is_first[firsts] = buyers["is_new"]
    return _alive(frame, buyers, buyer, day, is_first)


def with_promotions(
    rng: np.random.Generator, frame: Frame, buyers: Rows, found: Rows
) -> dict[str, np.ndarray]:
    """Add the orders that promotions bring and take away those that they cost."""
    added: list[tuple[np.ndarray, np.ndarray]] = []
    is_lost = np.zeros(len(found["day"]), bool)
    for promotion in promotions(frame):
        is_member, is_held = members(promotion, buyers)
        sent = (np.datetime64(promotion.sent_at, "us") - np.datetime64(frame.start, "us")) // DAY
        reached = is_member & ~is_held & (buyers["end_day"] > sent)
        chance = rng.random(len(reached))
        if promotion.lift > 0:
            who = np.flatnonzero(reached & (chance < promotion.lift))
            added.append((who, sent + 1 + rng.integers(0, WINDOW_DAYS - 1, len(who))))
        elif promotion.lift < 0:
            usual = _usual(frame, buyers, sent)
            put_off = reached * np.minimum(-promotion.lift / np.maximum(usual, 1e-9), 1.0)
            in_window = (found["day"] > sent) & (found["day"] <= sent + WINDOW_DAYS)
            chance = rng.random(len(found["day"]))
            is_lost |= in_window & (chance < put_off[found["buyer"]]) & ~found["is_first"]
    kept = {name: values[~is_lost] for name, values in found.items()}
    who = np.concatenate([part for part, _ in added] or [np.zeros(0, int)])
    day = np.concatenate([part for _, part in added] or [np.zeros(0, int)])
    return {
        "buyer": np.r_[kept["buyer"], who],
        "day": np.r_[kept["day"], day],
        "is_first": np.r_[kept["is_first"], np.zeros(len(who), bool)],
    }


def when_open(frame: Frame, buyers: Rows, found: Rows) -> Rows:
    """Move what firms order to the next day on which anybody works, if they are still there."""
    days = days_between(frame.size.first_day, frame.size.last_day)
    opens = np.where(busyness(days, "wholesale") > 0, np.arange(len(days)), len(days))
    next_open = np.r_[np.minimum.accumulate(opens[::-1])[::-1], np.full(WINDOW_DAYS, len(days))]
    retail = buyers["is_retail"][found["buyer"]]
    day = np.where(retail, found["day"], next_open[found["day"]])
    fits = day < np.minimum(buyers["end_day"][found["buyer"]], len(days))
    return {name: values[fits] for name, values in (found | {"day": day}).items()}


def _beginnings(
    rng: np.random.Generator, frame: Frame, buyers: Rows
) -> tuple[np.ndarray, np.ndarray]:
    """Return the day (a fraction) on which each begins, and the wait for the first purchase."""
    count = len(buyers["client_id"])
    wait = np.where(buyers["is_new"], 0.0, buyers["mean_gap"] * rng.random(count))
    waits_for_deal = buyers["is_new"] & buyers["by_deal"]
    wait = np.where(waits_for_deal, 2.0 + rng.gamma(2.0, 5.0, count), wait)
    return np.maximum(buyers["came_day"] + 0.999, 0.0), wait


def _by_clock(
    is_retail: np.ndarray,
    times: np.ndarray,
    clocks: dict[str, tuple[np.ndarray, np.ndarray]],
    way: tuple[int, int],
) -> np.ndarray:
    """Turn days into busy time, way (0, 1), or back, (1, 0); beyond the history is never."""
    come, go = way
    found = [np.interp(times, clocks[u][come], clocks[u][go], right=np.inf) for u in UNITS]
    return np.where(is_retail, *found)


def _busy_clock(frame: Frame, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges of the days and the busy time that has run by each."""
    days = days_between(frame.size.first_day, frame.size.last_day)
    busy = np.maximum(busyness(days, unit), 1e-6)
    return np.arange(len(days) + 1.0), np.r_[0.0, np.cumsum(busy)]


def _alive(
    frame: Frame, buyers: Rows, buyer: np.ndarray, day: np.ndarray, is_first: np.ndarray
) -> Rows:
    """Leave out what would come after the client is gone or the history is over."""
    day = np.where(is_first & ~buyers["by_deal"][buyer], buyers["came_day"][buyer], day)
    is_kept = day < np.minimum(buyers["end_day"][buyer], frame.size.day_count)
    whole = np.where(is_kept, day, 0).astype(int)
    return {"buyer": buyer[is_kept], "day": whole[is_kept], "is_first": is_first[is_kept]}


def _usual(frame: Frame, buyers: Rows, sent: int) -> np.ndarray:
    """Return how many orders each would make in the window of a promotion without it."""
    first, last = frame.size.first_day, frame.size.last_day
    window = slice(sent + 1, sent + 1 + WINDOW_DAYS)
    busy = [busyness(days_between(first, last), unit)[window].sum() for unit in UNITS]
    return np.where(buyers["is_retail"], *busy) / buyers["mean_gap"]

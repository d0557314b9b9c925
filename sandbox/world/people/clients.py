"""Who the clients are: persons and firms, those who share a phone, look alike or stand twice.

Each block of clients is made by itself; who is copied (the other record of one person, somebody
of one household, a namesake) is an earlier plain person of the same block.
"""

from typing import Any

import numpy as np

from sandbox.world.calendar import busyness, days_between, to_utc
from sandbox.world.frame import Block, Frame
from sandbox.world.people.channels import CODES, PAUSED, QUALITY, SHARES, is_paused
from sandbox.world.people.kinds import DUPLICATE, ROLES, draw_kinds, draw_roots, draw_sources
from sandbox.world.people.lives import draw_lives, write_lives
from sandbox.world.people.traits import HOSTILE_EVERY, HOSTILE_FIRST, make_contacts, make_names
from sandbox.world.values import NEVER, draw, nullable

DAY = np.timedelta64(86_400_000_000, "us")
OLD_SHARE, OLDEST_DAYS = 0.35, 900
SEASONAL = 0.8  # power of the season in how many newcomers come
GROWTH = 0.55  # of the newcomers' density, from the first day to the last
MERGED_SHARE = 0.6
# every so many-th client was a test of the staff, or asks to be forgotten: such a record is removed
TEST_EVERY, TEST_FIRST, ERASED_EVERY, ERASED_FIRST = 499, 123, 331, 77

Rows = dict[str, Any]


def write_clients(frame: Frame) -> None:
    """Write clients and who they are in truth, block by block."""
    with (
        frame.writer("clients") as clients,
        frame.writer("truth/who_is_who") as who,
        write_lives(frame) as lives,
    ):
        for block in frame.blocks():
            rows = make_clients(frame, block)
            clients.write(rows)
            _plant(frame, rows)
            who.write(rows)
            lives.write(rows)


def make_clients(frame: Frame, block: Block) -> Rows:
    """Return one block of clients in the order in which they came, and what is true of them."""
    rng = frame.rng("clients", block.number)
    count = block.last_id - block.first_id + 1
    rows: Rows = {"client_id": np.arange(block.first_id, block.last_id + 1)}
    rows["created"] = _came(rng, frame, count)
    rows["created_at"] = to_utc(rows["created"])
    draw_kinds(rng, rows, frame.size.wholesale_share)
    rows["source"] = draw_sources(rng, rows, count)
    rows["channel"] = _channels(rng, rows)
    draw_roots(rows)
    rows |= make_names(rng, rows)
    rows |= make_contacts(rng, rows)
    rows |= draw_lives(rng, frame, rows, QUALITY[rows["channel"]])
    rows |= _kept(rng, frame, rows)
    rows["channel_id"] = np.array(CODES)[rows["channel"]]
    return rows


def _came(rng: np.random.Generator, frame: Frame, count: int) -> np.ndarray:
    """Draw local moments of registration: more in season, and ever more as the company grows."""
    days = days_between(frame.size.first_day, frame.size.last_day)
    grown = 1 + GROWTH * np.arange(len(days)) / len(days)
    came_by = np.r_[0.0, np.cumsum(grown * busyness(days, "retail") ** SEASONAL)]
    u = rng.random(count)
    newly = np.interp(u * came_by[-1], came_by, np.arange(len(came_by)))
    since = np.where(
        rng.random(count) < OLD_SHARE, -u * OLDEST_DAYS, np.minimum(newly, days.size - 1)
    )
    day = np.datetime64(frame.start, "us") + np.floor(since).astype(int) * DAY
    would_see_ad = is_paused(day) & (rng.random(count) < SHARES[CODES.index(PAUSED)])
    day = np.where(would_see_ad, day - rng.integers(31, 90, count) * DAY, day)
    seconds = rng.integers(9 * 3600, 20 * 3600, count)
    return np.sort(day + seconds.astype("timedelta64[s]"))


def _channels(rng: np.random.Generator, rows: Rows) -> np.ndarray:
    """Draw where each came from; nobody comes by an ad that is switched off."""
    count = len(rows["client_id"])
    channel = draw(rng, count, SHARES)
    instead = draw(rng, count, np.where(np.array(CODES) == PAUSED, 0.0, SHARES))
    is_off = (channel == CODES.index(PAUSED)) & is_paused(rows["created"])
    return np.where(is_off, instead, channel)


def _kept(rng: np.random.Generator, frame: Frame, rows: Rows) -> Rows:
    """Say in which systems each record stands, whether it was merged, changed or removed."""
    count, created = len(rows["client_id"]), rows["created_at"]
    end = np.datetime64(frame.size.last_day) + DAY
    is_twice = rows["role"] == DUPLICATE
    waits = (1 + rng.exponential(40.0, count)) * 86_400
    merged_at = created + waits.astype("timedelta64[s]")
    is_merged = is_twice & (rng.random(count) < MERGED_SHARE) & (merged_at < end)
    is_test = rows["client_id"] % TEST_EVERY == TEST_FIRST
    is_erased = (is_test | (rows["client_id"] % ERASED_EVERY == ERASED_FIRST)) & ~is_merged
    kept = ((end - created) / np.timedelta64(1, "s") * rng.uniform(0.3, 0.9, count)).astype(int)
    erased = created + kept.astype("timedelta64[s]")
    changed = created + (rng.exponential(150.0, count) * 86_400).astype("timedelta64[s]")
    changed = np.where((rng.random(count) < 0.3) & (changed < end), changed, created)
    merged_at = np.where(is_merged, merged_at, NEVER)
    stands_twice = is_twice & (rng.random(count) < 0.5)
    in_shop = rows["is_retail"] & (rows["is_buyer"] | stands_twice | (rng.random(count) < 0.2))
    gone = np.fmin(rows["gone_day"], np.where(is_erased, erased, NEVER).astype("datetime64[D]"))
    return {
        "is_test": is_test,
        "gone_day": gone,
        "is_gone": gone < end,
        "merged_into_id": nullable(rows["person_id"], ~is_merged),
        "merged_at": merged_at,
        "removed_at": np.where(is_erased, erased, NEVER),
        "updated_at": np.fmax(changed, merged_at),
        "in_shop": in_shop,
        "in_crm": ~in_shop | is_twice | (rng.random(count) < 0.7),
    }


def _plant(frame: Frame, rows: Rows) -> None:
    """Remember which records were made odd on purpose."""
    client_id, role = rows["client_id"], rows["role"]
    for number, name in enumerate(ROLES[1:], start=1):
        others = rows["client_id"][rows["source"]][role == number].tolist()
        for one, other in zip(client_id[role == number].tolist(), others, strict=True):
            frame.plant(name, "clients", [one], f"of client {other}")
    is_hostile = client_id % HOSTILE_EVERY == HOSTILE_FIRST
    frame.plant("hostile name", "clients", client_id[is_hostile], "shown as text, never run")
    frame.plant("removed", "clients", client_id[~np.isnat(rows["removed_at"])], "deleted")

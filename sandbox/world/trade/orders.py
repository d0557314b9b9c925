"""Orders: what becomes of a purchase from the moment it is made."""

from typing import Any

import numpy as np

from sandbox.world.calendar import in_working_hours, to_utc
from sandbox.world.frame import Frame
from sandbox.world.people.lives import DAY
from sandbox.world.trade.purchases import UNITS, purchases, when_open, with_promotions
from sandbox.world.values import NEVER, draw

CHANNELS = {"retail": ("web", "shop", "phone"), "wholesale": ("manager", "phone", "web")}
CHANNEL_SHARES = (0.55, 0.30, 0.15)
VOID_SHARE, OPEN_SHARE = 0.05, 0.005
# every so many-th order is entered days after it was made, or is somebody's test, later removed
LATE_EVERY, TEST_EVERY = 167, 181

Rows = dict[str, Any]


def make_orders(rng: np.random.Generator, frame: Frame, buyers: Rows) -> Rows:
    """Return one row per order of a block's buyers, by the moment it was made; without ids.

    Beside the table's columns: `day` (from 0), `buyer` (row of `buyers`), `is_first`, `created`.
    """
    found = with_promotions(rng, frame, buyers, purchases(rng, frame, buyers))
    found = when_open(frame, buyers, found)
    moment = in_working_hours(rng, _date(frame, found["day"]))
    early = buyers["created"][found["buyer"]] + rng.integers(300, 3_600, len(moment)).astype(
        "timedelta64[s]"
    )
    at_once = found["is_first"] & (found["day"] == buyers["came_day"][found["buyer"]])
    moment = np.where(at_once, early, moment)
    by_time = np.lexsort((found["buyer"], moment))
    orders = {name: values[by_time] for name, values in found.items()}
    orders["created"] = moment[by_time]
    return orders | _lived(rng, frame, buyers, orders)


def _lived(rng: np.random.Generator, frame: Frame, buyers: Rows, orders: Rows) -> Rows:
    """Draw how each order went on: entered, done or void, removed, and through which channel."""
    count, created = len(orders["day"]), to_utc(orders["created"])
    place = np.arange(count)
    is_late = place % LATE_EVERY == LATE_EVERY // 2
    entered = created + np.where(is_late, rng.integers(5, 12, count), 0) * DAY
    done, void = _ended(rng, entered)
    is_tried = place % TEST_EVERY == TEST_EVERY // 3
    is_test = buyers["is_test"][orders["buyer"]] | is_tried
    is_removed = is_tried | (is_test & (rng.random(count) < 0.5))
    removed = np.where(is_removed, entered + rng.integers(20, 60, count) * DAY, NEVER)
    retail = buyers["is_retail"][orders["buyer"]]
    way = draw(rng, count, CHANNEL_SHARES)
    by_unit = [np.array(CHANNELS[unit])[way] for unit in UNITS]
    return {
        "unit": np.where(retail, *UNITS),
        "is_retail": retail,
        "channel": np.where(retail, *by_unit),
        "client_id": buyers["client_id"][orders["buyer"]],
        "created_at": created,
        "entered_at": entered,
        "done_at": done,
        "void_at": void,
        "updated_at": np.fmax(np.fmax(entered, done), void),
        "is_test": is_test,
        "removed_at": removed,
    }


def _ended(rng: np.random.Generator, entered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw when each order is done or called off; a few stay open."""
    count = len(entered)
    is_void = rng.random(count) < VOID_SHARE
    is_open = rng.random(count) < OPEN_SHARE
    minutes = np.maximum(rng.gamma(2.0, 1.3, count) * 1_440, 20).astype("timedelta64[m]")
    called_off = entered + rng.integers(30, 2_880, count).astype("timedelta64[m]")
    done = np.where(is_void | is_open, NEVER, entered + minutes)
    return done, np.where(is_void, called_off, NEVER)


def _date(frame: Frame, day: np.ndarray) -> np.ndarray:
    return np.datetime64(frame.size.first_day) + day

"""What lies in the warehouse: purchases that keep it filled, sales, returns and weekly levels.

Buyers know what will be asked for and order every second week for the next four, but for the
planted stock-outs: before one, only what is already promised is bought, the reserve is found spoilt
when it begins, and the delivery that was expected then comes on the day it ends.
"""

from typing import Any

import numpy as np

from sandbox.world.frame import Frame
from sandbox.world.people.lives import DAY
from sandbox.world.trade.goods import make_stock_outs

REVIEW_DAYS, COVER_DAYS, DAYS_AFTER = 14, 28, 60
WRITTEN_OFF = 0.003  # units broken for each unit sold
RESERVE = 3
ARRIVES = np.timedelta64(4 * 3_600, "s")

Rows = dict[str, Any]

MOVED = """
    select product_id, done_at as moved_at, 'sale' as kind, -quantity as quantity, line_id as n
    from order_lines join orders using (order_id)
    where done_at is not null and order_lines.kind <> 'correction' and removed_at is null
    union all
    select product_id, created_at, 'return', quantity, refund_id from refunds
"""


def write_stock(frame: Frame) -> None:
    """Write purchase orders, stock movements and weekly levels."""
    used = _units_a_day(frame)
    broken = frame.rng("write_offs").poisson(np.maximum(used, 0) * WRITTEN_OFF)
    outs = make_stock_outs(frame)
    np.add.at(broken, (outs["product_id"] - 1, outs["first"]), RESERVE)
    broken[_services(frame)] = 0
    came = receipts(frame, used + broken + _foreseen(used))
    is_opening = came[1] < 0
    frame.write("purchase_orders", _purchase_orders(frame, *(one[~is_opening] for one in came)))
    product, day, quantity = (one[is_opening] for one in came[:3])
    lost_product, lost_day = np.nonzero(broken)
    other = {
        "product_id": np.r_[product, lost_product + 1],
        "moved_at": _morning(frame, np.r_[day, lost_day]) + DAY // 4,
        "kind": ["correction"] * len(day) + ["write_off"] * len(lost_day),
        "quantity": np.r_[quantity, -broken[lost_product, lost_day]],
    }
    _write_movements(frame, other)
    _write_levels(frame)


def receipts(frame: Frame, used: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return every receipt (product, day, quantity, was it late) that covers the units used.

    `used` counts units per product (rows) and day; day -1 is the opening stock. Never below zero.
    """
    count, length = used.shape
    until, is_last, is_closed, is_late = _coverage(frame, count, length)
    need = np.maximum.accumulate(np.c_[np.zeros(count, np.int64), np.cumsum(used, axis=1)], axis=1)
    row = np.arange(count)
    bought = need[row, until[:, 0]] + RESERVE
    found = [(row, np.full(count, -1), bought.copy(), np.zeros(count, bool))]
    for day in range(1, length):
        comes = ((row * 3 + day) % REVIEW_DAYS == 0) & ~is_closed[:, day] | is_late[:, day]
        target = need[row, until[:, day]] + RESERVE * ~is_last[:, day]
        lacks = np.where(comes, np.maximum(target - bought, 0), 0)
        bought += lacks
        some = np.flatnonzero(lacks)
        found.append((some, np.full(len(some), day), lacks[some], is_late[some, day]))
    product, day, quantity, was_late = (np.concatenate(one) for one in zip(*found, strict=True))
    return product + 1, day, quantity, was_late


def _coverage(frame: Frame, count: int, length: int) -> tuple[np.ndarray, ...]:
    """Return until which day a purchase of each product and day reaches, and three marks of it.

    It is the last before a stock-out (no reserve is laid by), forbidden by one, or the late one.
    """
    until = np.broadcast_to(np.arange(length) + COVER_DAYS, (count, length)).clip(max=length)
    is_last, is_closed, is_late = np.zeros((3, count, length), bool)
    for product, first, end in zip(*make_stock_outs(frame).values(), strict=True):
        row, before = product - 1, max(first - COVER_DAYS + 1, 0)
        is_last[row, before:first] = True
        until[row, before:first] = np.minimum(until[row, before:first], min(end + 1, length))
        is_closed[row, first:end] = True
        if end < length:
            is_late[row, end] = True
    return until, is_last, is_closed, is_late & ~is_closed


def _units_a_day(frame: Frame) -> np.ndarray:
    """Count the units that leave by product and day, less those that came back the day before."""
    found = frame.read(
        f"""select product_id, date_diff('day', ?::date, (moved_at - interval '4h')::date)
                + (kind = 'return')::int as day,
            sum(-quantity)::bigint as units
        from ({MOVED}) join products using (product_id)
        where not is_service group by all order by all""",
        [frame.size.first_day],
    )
    used = np.zeros((frame.size.product_count, frame.size.day_count + DAYS_AFTER), np.int64)
    day = np.clip(found["day"], 0, used.shape[1] - 1)
    np.add.at(used, (found["product_id"] - 1, day), found["units"])
    return used


def _foreseen(used: np.ndarray) -> np.ndarray:
    """Return what is bought for the days after the history: what left in as many before its end."""
    foreseen = np.zeros_like(used)
    foreseen[:, -DAYS_AFTER:] = np.maximum(used[:, -2 * DAYS_AFTER : -DAYS_AFTER], 0)
    return foreseen


def _services(frame: Frame) -> np.ndarray:
    found = frame.read("select product_id from products where is_service order by all")
    return found["product_id"] - 1


def _purchase_orders(
    frame: Frame, product: np.ndarray, day: np.ndarray, quantity: np.ndarray, was_late: np.ndarray
) -> Rows:
    """Return the order behind each receipt, made the supplier's lead time before it was due."""
    rng, count = frame.rng("purchase_orders"), len(product)
    goods = frame.read(
        """select coalesce(supplier_id, 1) as supplier_id, (cost * 100)::bigint as cost,
            coalesce(lead_time_days, 7) as lead_time_days
        from products left join suppliers using (supplier_id) order by product_id"""
    )
    outs = make_stock_outs(frame)
    missed = np.zeros((frame.size.product_count + 1, frame.size.day_count + DAYS_AFTER), int)
    missed[outs["product_id"], outs["until"]] = outs["until"] - outs["first"]
    usual = np.maximum(rng.normal(0.3, 1.2, count), 0).astype(int)
    slip = np.where(was_late, missed[product, day], usual)
    received = _morning(frame, day)
    expected = received - slip * DAY
    lead = goods["lead_time_days"][product - 1]
    rows = {
        "purchase_order_id": np.arange(1, count + 1),
        "supplier_id": goods["supplier_id"][product - 1],
        "product_id": product,
        "quantity": quantity,
        "unit_cost": (goods["cost"][product - 1] * rng.uniform(0.95, 1.05, count)).astype(int),
        "ordered_at": expected - lead * DAY,
        "expected_at": expected,
        "received_at": received,
    }
    is_made = rows["ordered_at"] < _morning(frame, frame.size.day_count)
    return {name: values[is_made] for name, values in rows.items()}


def _write_movements(frame: Frame, other: Rows) -> None:
    frame.write_query(
        "stock_movements",
        f"""select row_number() over (order by moved_at, kind, product_id, n) as movement_id, *
        from ({MOVED} union all
            select product_id, received_at, 'purchase', quantity, purchase_order_id
            from purchase_orders
            union all select product_id, moved_at, kind, quantity, 0 from other)
        join (select product_id from products where not is_service) using (product_id)
        order by movement_id""",
        other=other,
    )


def _write_levels(frame: Frame) -> None:
    """Write what lay there each Monday at six in the morning (UTC)."""
    first, last = frame.size.first_day, frame.size.last_day
    frame.write_query(
        "stock_levels",
        f"""with mondays as (
            select unnest(range(date_trunc('week', date '{first}' + 6)::timestamp,
                timestamp '{last} 23:59:59', interval 7 days)) + interval 6 hours as measured_at
        ), grid as (
            select product_id, measured_at from products cross join mondays where not is_service
        ), steps as (
            select product_id, date_trunc('week', moved_at - interval 6 hours)
                + interval 174 hours as measured_at, sum(quantity) as quantity
            from stock_movements group by all
        ), summed as (
            select product_id, measured_at, sum(coalesce(quantity, 0)) over (
                partition by product_id order by measured_at) as quantity
            from grid full join steps using (product_id, measured_at)
        )
        select product_id, measured_at, quantity::bigint as quantity
        from summed semi join grid using (product_id, measured_at)
        order by measured_at, product_id""",
    )


def _morning(frame: Frame, day: np.ndarray) -> np.ndarray:
    return np.datetime64(frame.start, "us") + day * DAY + ARRIVES

"""What happens in the shop that does not exist: orders, their lines, payments and refunds."""

from datetime import date

import numpy as np
import pandas as pd

ZONE = "Europe/London"
ORDERS_A_DAY = 47.0
WEEKDAY_FACTORS = (0.95, 0.90, 0.95, 1.05, 1.20, 1.35, 0.0)  # Monday first; closed on Sunday
MONTH_FACTORS = (0.75, 0.90, 0.85, 0.95, 1.00, 0.90, 0.85, 0.80, 0.95, 1.05, 1.40, 1.75)
YEARLY_GROWTH = 0.12
CLOSED = {(1, 1), (12, 25), (12, 26)}
DAY = np.timedelta64(1, "D")
MINUTE = np.timedelta64(1, "m")


def expected_orders(days: pd.DatetimeIndex) -> np.ndarray:
    """Return how many orders each day should bring: weekly and yearly season, slow growth."""
    weekday = np.array(WEEKDAY_FACTORS)[days.weekday]
    season = np.array(MONTH_FACTORS)[days.month - 1]
    growth = 1.0 + YEARLY_GROWTH * np.arange(len(days)) / 365.0
    is_open = [(day.month, day.day) not in CLOSED for day in days]
    return ORDERS_A_DAY * weekday * season * growth * is_open


def make_orders(
    rng: np.random.Generator, days: pd.DatetimeIndex, customers: pd.DataFrame, staff: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per order with the local moments of its whole life, also those to come."""
    day = np.repeat(np.arange(len(days)), rng.poisson(expected_orders(days)))
    count = len(day)
    minutes = (9 * 60 + 9 * 60 * rng.beta(2, 2, count)).astype(int)
    created = np.sort(days.values[day].astype("datetime64[s]") + minutes * MINUTE)
    is_void = rng.random(count) < 0.05
    is_left_open = rng.random(count) < 0.005
    days_to_done = (rng.gamma(2.0, 1.3, count) * 24 * 60).astype(int)
    done = later(created, np.maximum(days_to_done, 20))
    void = later(created, rng.integers(30, 2 * 24 * 60, count))
    never = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "customer_id": _pick_customers(rng, day, customers),
            "staff_id": _pick_staff(rng, created, staff),
            "channel": rng.choice(["shop", "web", "phone"], count, p=[0.62, 0.26, 0.12]),
            "is_test": rng.random(count) < 0.001,
            "created_at": created,
            "entered_at": created,
            "done_at": np.where(is_void | is_left_open, never, done),
            "void_at": np.where(is_void, void, never),
            "removed_at": never,
        }
    )


def make_lines(
    rng: np.random.Generator, orders: pd.DataFrame, products: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per order line; the first of an order is always a sale."""
    per_order = 1 + rng.poisson(1.4, len(orders))
    order = np.repeat(np.arange(len(orders)), per_order)
    count = len(order)
    is_first = np.r_[True, order[1:] != order[:-1]]
    chosen = rng.choice(len(products), count, p=products["weight"] / products["weight"].sum())
    kind = rng.choice(["sale", "gift", "correction"], count, p=[0.98, 0.016, 0.004])
    kind = np.where(is_first, "sale", kind)
    price = _price_on(products["price_pence"].to_numpy()[chosen], orders["created_at"].iloc[order])
    price = np.where(rng.random(count) < 0.08, price * 9 // 10, price)
    price = np.select([kind == "gift", kind == "correction"], [0, -200], price)
    return pd.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "order_id": orders["id"].to_numpy()[order],
            "product_id": products["id"].to_numpy()[chosen],
            "kind": kind,
            "qty": np.where(kind == "correction", 1, rng.geometric(0.55, count)),
            "price_pence": price,
            "cost_pence": products["cost_pence"].to_numpy()[chosen],
        }
    )


def make_payments(
    rng: np.random.Generator, orders: pd.DataFrame, lines: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per payment: a deposit at times, the balance on completion, some never."""
    worth = (lines["qty"] * lines["price_pence"]).groupby(lines["order_id"]).sum()
    total = orders["id"].map(worth).clip(lower=0)
    has_deposit = (rng.random(len(orders)) < 0.2) & (total > 1_000)
    deposit = (total * 0.3).astype(int).where(has_deposit, 0)
    pays_rest = orders["done_at"].notna() & (rng.random(len(orders)) < 0.96) & (total > deposit)
    early, late = orders[has_deposit], orders[pays_rest]
    payments = pd.concat(
        [
            _payments(early, early["entered_at"] + pd.Timedelta(minutes=5), deposit[has_deposit]),
            _payments(late, late["done_at"], (total - deposit)[pays_rest]),
        ]
    ).sort_values(["paid_at", "order_id"], ignore_index=True)
    payments["method"] = rng.choice(["card", "cash", "transfer"], len(payments), p=[0.7, 0.2, 0.1])
    payments.insert(0, "id", np.arange(1, len(payments) + 1))
    return payments


def make_refunds(
    rng: np.random.Generator, orders: pd.DataFrame, lines: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per returned line; one in seven came back without its receipt."""
    sold = lines[lines["kind"] == "sale"].merge(
        orders[["id", "customer_id", "done_at"]], left_on="order_id", right_on="id"
    )
    sold = sold[sold["done_at"].notna() & sold["customer_id"].notna()]
    back = sold[rng.random(len(sold)) < 0.03]
    minutes = rng.integers(24 * 60, 25 * 24 * 60, len(back))
    returned = later(back["done_at"].to_numpy().astype("datetime64[s]"), minutes)
    qty = np.ceil(back["qty"].to_numpy() * rng.random(len(back))).astype(int)
    refunds = pd.DataFrame(
        {
            "order_id": back["order_id"].astype("Int64").array,
            "customer_id": back["customer_id"].array,
            "product_id": back["product_id"].to_numpy(),
            "created_at": returned,
            "qty": qty,
            "amount_pence": qty * back["price_pence"].to_numpy(),
        }
    ).sort_values(["created_at", "order_id"], ignore_index=True)
    refunds["order_id"] = refunds["order_id"].mask(rng.random(len(refunds)) < 1 / 7)
    refunds.insert(0, "id", np.arange(1, len(refunds) + 1))
    return refunds


def to_utc(local: pd.Series) -> pd.Series:
    """Turn the shop's wall clock into UTC; opening hours never meet a clock change."""
    return local.dt.tz_localize(ZONE).dt.tz_convert("UTC")


def local_midnight(day: date) -> pd.Timestamp:
    """Return the moment at which a local day begins."""
    return pd.Timestamp(day, tz=ZONE)


def later(moments: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    """Return the moments that lie `minutes` later, moved into opening hours and off Sundays."""
    moved = moments + minutes * MINUTE
    midnight = moved.astype("datetime64[D]")
    within = 9 * 60 + ((moved - midnight) / MINUTE).astype(int) * 9 // 24
    opened = midnight.astype("datetime64[s]") + within * MINUTE
    opened = np.where(opened <= moments, opened + DAY, opened)
    is_sunday = (opened.astype("datetime64[D]").astype(int) + 3) % 7 == 6
    return np.where(is_sunday, opened + DAY, opened)


def _pick_customers(
    rng: np.random.Generator, day: np.ndarray, customers: pd.DataFrame
) -> pd.Series:
    """Draw a client for each order, by weight, among those who are there on its day."""
    reach = np.cumsum(customers["weight"].to_numpy())
    known = np.searchsorted(customers["first_day"].to_numpy(), day, side="right")
    drawn = np.searchsorted(reach, rng.random(len(day)) * reach[known - 1])
    chosen = pd.Series(customers["id"].to_numpy()[drawn], dtype="Int64")
    return chosen.mask(rng.random(len(day)) < 0.03)  # cash sales to nobody in particular


def _pick_staff(rng: np.random.Generator, created: np.ndarray, staff: pd.DataFrame) -> pd.Series:
    """Draw who took each order; who is not employed that day, and the web shop, leave it empty."""
    shares = staff["share"].to_numpy()
    drawn = rng.choice(len(staff), len(created), p=shares / shares.sum())
    hired = pd.to_datetime(staff["hired_on"]).to_numpy()[drawn]
    left = pd.to_datetime(staff["left_on"]).fillna(pd.Timestamp.max).to_numpy()[drawn]
    is_there = (created >= hired) & (created < left)
    chosen = pd.Series(staff["id"].to_numpy()[drawn], dtype="Int64")
    return chosen.where(is_there & (rng.random(len(created)) >= 0.04))


def _price_on(pence: np.ndarray, created: pd.Series) -> np.ndarray:
    return np.where(created.dt.year.to_numpy() >= 2025, pence * 104 // 100, pence)


def _payments(orders: pd.DataFrame, paid_at: pd.Series, pence: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"order_id": orders["id"], "paid_at": paid_at, "amount_pence": pence})

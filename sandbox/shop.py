"""A small gift shop that does not exist: made from a seed, its history ends on a fixed day.

The shop keeps the truth of every row's life; `Shop.at(moment)` is what its database held then, so
that a demo or a test can load the history, let the shop live on, and load what has changed.
"""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from sandbox.shop_deals import Tables, deals_at, make_deals, make_sources
from sandbox.shop_orders import (
    make_lines,
    make_orders,
    make_payments,
    make_refunds,
    to_utc,
)
from sandbox.shop_people import make_customers, make_products, make_staff

FIRST_DAY = date(2024, 5, 1)
LAST_DAY = date(2025, 10, 31)
SEED = 7

# orders entered the day before the last, though they were taken nine days earlier on paper
LATE_ORDERS = 12
# test orders that somebody deletes from the shop's database on the last day
REMOVED_ORDERS = 3
# rows that break the contract of their stream, by table: id -> what is wrong
DIRTY_ROWS = {
    "order_items": {900_001: "no quantity", 900_002: "no quantity", 900_003: "no order"},
    "payments": {900_001: "no amount", 900_002: "no amount"},
    "refunds": {900_001: "negative amount"},
    "deals": {900_001: "negative amount"},
    "deal_moves": {900_001: "unknown stage", 900_002: "unknown stage"},
}


@dataclass(frozen=True)
class Shop:
    """Every table of the shop with the moments (UTC) at which its rows came, changed and went."""

    customers: pd.DataFrame
    products: pd.DataFrame
    staff: pd.DataFrame
    orders: pd.DataFrame
    order_items: pd.DataFrame
    payments: pd.DataFrame
    refunds: pd.DataFrame
    lead_sources: pd.DataFrame
    deals: Tables

    def at(self, moment: datetime) -> dict[str, pd.DataFrame]:
        """Return each table as the shop's database held it at an aware moment."""
        orders = _orders_at(self.orders, moment)
        items = self.order_items
        payments = self.payments[self.payments["paid_at"] <= moment]
        refunds = self.refunds[self.refunds["created_at"] <= moment]
        return {
            "customers": self.customers[self.customers["created_at"] <= moment],
            "products": self.products,
            "staff": self.staff[pd.to_datetime(self.staff["hired_on"], utc=True) <= moment],
            "orders": orders,
            "order_items": _of_orders(items[items["updated_at"] <= moment], orders),
            "payments": _of_orders(payments, orders),
            "refunds": _of_orders(refunds, orders),
            "lead_sources": self.lead_sources,
            **deals_at(self.deals, pd.Timestamp(moment)),
        }


def make_shop(seed: int = SEED) -> Shop:
    """Build the shop; the same seed gives the same rows."""
    rng = np.random.default_rng(seed)
    days = pd.date_range(FIRST_DAY, LAST_DAY)
    customers = make_customers(rng, len(days))
    products, staff = make_products(rng), make_staff()
    orders = _with_surprises(make_orders(rng, days, customers, staff))
    lines = make_lines(rng, orders, products)
    payments = make_payments(rng, orders, lines)
    refunds = make_refunds(rng, orders, lines)
    deals = make_deals(rng, days, customers, staff)
    return Shop(
        customers=_finished_customers(customers, days),
        products=_in_pounds(products.drop(columns="weight")),
        staff=staff.drop(columns="share"),
        orders=_in_utc(orders),
        order_items=_finished_items(lines, orders),
        payments=_finished_payments(payments),
        refunds=_finished_refunds(refunds),
        lead_sources=make_sources(),
        deals=_finished_deals(deals),
    )


def _with_surprises(orders: pd.DataFrame) -> pd.DataFrame:
    """Plant the orders that are entered late and those that are deleted."""
    last_day = pd.Timestamp(LAST_DAY)
    paper = orders.index[orders["created_at"] < last_day - pd.Timedelta(days=9)][-LATE_ORDERS:]
    orders.loc[paper, "entered_at"] = last_day - pd.Timedelta(hours=10)
    orders.loc[paper, ["done_at", "void_at"]] = pd.NaT
    old_enough = orders["created_at"] < last_day - pd.Timedelta(days=30)
    gone = orders.index[old_enough & orders["is_test"]][-REMOVED_ORDERS:]
    orders.loc[gone, "removed_at"] = last_day + pd.Timedelta(hours=12)
    return orders


def _finished_customers(customers: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Give each client a registration moment before the first day on which they may buy."""
    is_old = customers["first_day"] == 0
    earlier = pd.to_timedelta(np.where(is_old, customers["id"] % 700, 0), unit="D")
    registered = pd.Series(days[customers["first_day"]]) - earlier + pd.Timedelta(hours=8)
    finished = customers.drop(columns=["first_day", "weight"])
    finished["created_at"] = to_utc(registered)
    return finished


def _finished_items(lines: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Add to each line the moment it was entered, and the planted rows without a quantity."""
    items = _in_pounds(lines)
    entered = orders.set_index("id")["entered_at"]
    items["updated_at"] = to_utc(items["order_id"].map(entered))
    items = items.astype({"order_id": "Int64", "qty": "Int64"})
    dirty = _dirty_copies(items, "order_items")
    reason = dirty["id"].map(DIRTY_ROWS["order_items"])
    dirty["qty"] = dirty["qty"].mask(reason == "no quantity")
    dirty["order_id"] = dirty["order_id"].mask(reason == "no order")
    return pd.concat([items, dirty], ignore_index=True)


def _finished_payments(payments: pd.DataFrame) -> pd.DataFrame:
    payments = _in_utc(_in_pounds(payments))
    dirty = _dirty_copies(payments, "payments").assign(amount=np.nan)
    return pd.concat([payments, dirty], ignore_index=True)


def _finished_refunds(refunds: pd.DataFrame) -> pd.DataFrame:
    refunds = _in_utc(_in_pounds(refunds))
    dirty = _dirty_copies(refunds, "refunds")
    dirty["amount"] = -dirty["amount"]
    return pd.concat([refunds, dirty], ignore_index=True)


def _finished_deals(tables: Tables) -> Tables:
    """Add a deal worth less than nothing, and moves to a stage that the shop does not have."""
    leads, deals, moves = (_in_utc(_in_pounds(tables[n])) for n in ("leads", "deals", "deal_moves"))
    refused = _dirty_copies(deals, "deals").assign(amount=-1.0)
    strayed = _dirty_copies(moves, "deal_moves").assign(stage="archive")
    return {
        "leads": leads,
        "deals": pd.concat([deals, refused], ignore_index=True),
        "deal_moves": pd.concat([moves, strayed], ignore_index=True),
    }


def _dirty_copies(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Copy the first rows of a table under the ids of its planted dirty rows."""
    ids = list(DIRTY_ROWS[table])
    return rows.head(len(ids)).assign(id=ids)


def _in_pounds(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn whole pence into pounds; they are written to the database with two decimals."""
    pence = [name for name in rows.columns if name.endswith("_pence")]
    pounds = rows.rename(columns={name: name.removesuffix("_pence") for name in pence})
    return pounds.assign(**{name.removesuffix("_pence"): rows[name] / 100 for name in pence})


def _in_utc(rows: pd.DataFrame) -> pd.DataFrame:
    moments = [name for name in rows.columns if name.endswith("_at")]
    return rows.assign(**{name: to_utc(rows[name]) for name in moments})


def _of_orders(rows: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows of orders that are not there; rows of no order stay."""
    return rows[rows["order_id"].isin(orders["id"]) | rows["order_id"].isna()]


def _orders_at(orders: pd.DataFrame, moment: datetime) -> pd.DataFrame:
    """Hide what had not happened yet; the update time is that of the last thing that had."""
    was_there = (orders["entered_at"] <= moment) & ~(orders["removed_at"] <= moment)
    known = orders[was_there].drop(columns="removed_at")
    for name in ("done_at", "void_at"):
        known[name] = known[name].where(known[name] <= moment)
    known["state"] = np.select(
        [known["done_at"].notna(), known["void_at"].notna()], ["done", "void"], "new"
    )
    known["updated_at"] = known[["entered_at", "done_at", "void_at"]].max(axis=1)
    return known.drop(columns="entered_at")

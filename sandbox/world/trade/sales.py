"""All that follows from clients, block by block: leads, deals, orders, lines and money."""

from contextlib import ExitStack
from typing import Any

import numpy as np

from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.people.sellers import Sellers, of_units
from sandbox.world.trade.activities import make_documents, make_meetings, make_tasks
from sandbox.world.trade.buyers import read_clients, under_which_record
from sandbox.world.trade.deals import make_deals, make_moves
from sandbox.world.trade.leads import make_leads
from sandbox.world.trade.lines import Assortment, make_lines
from sandbox.world.trade.losses import comment_on_losses
from sandbox.world.trade.money import make_invoices, make_payments, make_refunds
from sandbox.world.trade.orders import make_orders
from sandbox.world.trade.purchases import UNITS
from sandbox.world.values import nullable

TABLES = (
    *("leads", "deals", "deal_moves", "orders", "order_lines"),
    *("payments", "refunds", "invoices", "documents", "tasks", "meetings"),
)
BY_ITSELF = 0.9  # of the orders over the web shop have no seller

Rows = dict[str, Any]
Writers = dict[str, TableWriter]


def write_sales(frame: Frame) -> None:
    """Write every table of sales."""
    assortment, sellers = Assortment(frame), Sellers(frame)
    lost = np.zeros((frame.size.month_count, len(sellers.ids) + 1, len(UNITS)), np.int64)
    with ExitStack() as stack:
        writers = {name: stack.enter_context(frame.writer(name)) for name in TABLES}
        for block in frame.blocks():
            lost += _write_block(frame, block, assortment, sellers, writers)
    frame.write("truth/lost_sales", _lost_sales(frame, lost))


def _write_block(
    frame: Frame, block: Block, assortment: Assortment, sellers: Sellers, writers: Writers
) -> np.ndarray:
    """Write one block; return the value that could not be had, by month, seller (0: none), unit."""
    rng = frame.rng("sales", block.number)
    clients = read_clients(rng, frame, block)
    orders = _orders(rng, frame, sellers, clients)
    lines, lacking = make_lines(rng, orders, assortment)
    lost = _lost(frame, sellers, orders, lacking)
    orders, lines = _not_empty(orders, lines)
    orders["order_id"] = writers["orders"].take_ids(len(orders["day"]))
    leads = make_leads(rng, frame, sellers, clients)
    leads["lead_id"] = writers["leads"].take_ids(len(leads["client"]))
    deals = make_deals(rng, frame, sellers, clients, orders)
    deals["deal_id"] = writers["deals"].take_ids(len(deals["client"]))
    deals["lead_id"] = _leads_of(deals, leads)
    deals["title"] = [f"Угода {n}" for n in deals["deal_id"].tolist()]
    deals["loss_comment"] = comment_on_losses(rng, frame, clients, deals)
    _tie_orders(orders, deals)
    lines["order_id"] = orders["order_id"][lines["order"]]
    tables = {"leads": leads, "deals": deals, "orders": orders, "order_lines": lines}
    tables |= _around_deals(rng, deals) | _of_money(rng, orders, lines)
    for name in TABLES:
        _write(writers[name], tables[name])
    _plant(frame, orders, deals)
    return lost


def _orders(rng: np.random.Generator, frame: Frame, sellers: Sellers, clients: Rows) -> Rows:
    """Return the orders of a block, with the seller of each and whether it did without one."""
    buyers = {name: values[clients["is_buyer"]] for name, values in clients.items()}
    orders = make_orders(rng, frame, buyers)
    orders["row"] = np.flatnonzero(clients["is_buyer"])[orders["buyer"]]
    orders["client_id"] = under_which_record(rng, clients, orders)
    orders["seller"] = of_units(sellers, rng, orders)
    orders["is_alone"] = (orders["channel"] == "web") & (rng.random(len(orders["day"])) < BY_ITSELF)
    return orders


def _around_deals(rng: np.random.Generator, deals: Rows) -> dict[str, Rows]:
    moves = make_moves(rng, deals)
    moves["deal_id"] = deals["deal_id"][moves["deal"]]
    return {
        "deal_moves": moves,
        "documents": make_documents(rng, deals, moves),
        "tasks": make_tasks(rng, deals),
        "meetings": make_meetings(rng, deals),
    }


def _of_money(rng: np.random.Generator, orders: Rows, lines: Rows) -> dict[str, Rows]:
    refunds, invoices = make_refunds(rng, orders, lines), make_invoices(rng, orders)
    payments = make_payments(rng, orders, invoices, refunds)
    return {"refunds": refunds, "invoices": invoices, "payments": payments}


def _not_empty(orders: Rows, lines: Rows) -> tuple[Rows, Rows]:
    """Leave out the orders of which nothing could be had, and give each its total."""
    count = len(orders["day"])
    worth = lines["quantity"] * lines["price"]
    orders["total"] = np.bincount(lines["order"], worth, count).astype(np.int64)
    has_lines = np.bincount(lines["order"], minlength=count) > 0
    place = np.cumsum(has_lines) - 1
    lines["order"] = place[lines["order"]]
    return {name: values[has_lines] for name, values in orders.items()}, lines


def _lost(frame: Frame, sellers: Sellers, orders: Rows, lacking: Rows) -> np.ndarray:
    """Sum the value of what was asked for and lacking, by month, seller (0: none) and unit."""
    lost = np.zeros((frame.size.month_count, len(sellers.ids) + 1, len(UNITS)), np.int64)
    order = lacking["order"]
    order, worth = order[~orders["is_test"][order]], lacking["quantity"] * lacking["price"]
    worth = worth[~orders["is_test"][lacking["order"]]]
    seller = np.where(orders["is_alone"], 0, np.ma.filled(orders["seller"], 0))[order]
    month = orders["created"][order].astype("datetime64[M]") - frame.first_month
    np.add.at(lost, (month.astype(int), seller, 1 - orders["is_retail"][order]), worth)
    return lost


def _lost_sales(frame: Frame, lost: np.ndarray) -> Rows:
    month, seller, unit = np.nonzero(lost)
    return {
        "period_month": (frame.first_month + month).astype("datetime64[D]"),
        "unit": np.array(UNITS)[unit],
        "employee_id": nullable(seller, seller == 0),
        "amount": lost[month, seller, unit],
    }


def _leads_of(deals: Rows, leads: Rows) -> np.ma.MaskedArray:
    """Return the lead from which each client's first deal came."""
    known = leads["client"] >= 0
    count = max(leads["client"].max(initial=0), deals["client"].max(initial=0)) + 1
    lead = np.zeros(count, int)
    lead[leads["client"][known]] = leads["lead_id"][known]
    found = np.where(deals["is_first"], lead[deals["client"]], 0)
    return nullable(found, found == 0)


def _tie_orders(orders: Rows, deals: Rows) -> None:
    """Give each order its deal and its seller; most orders over the web have none."""
    deal = np.zeros(len(orders["day"]), int)
    won = deals["order"] >= 0
    deal[deals["order"][won]] = deals["deal_id"][won]
    missing = (orders["is_alone"] & (deal == 0)) | np.ma.getmaskarray(orders["seller"])
    orders["deal_id"] = nullable(deal, deal == 0)
    orders["employee_id"] = nullable(np.ma.getdata(orders["seller"]), missing)


def _write(writer: TableWriter, rows: Rows) -> None:
    """Write rows, with ids if they have none; the id is a table's first column."""
    key = writer.schema.names[0]
    if key not in rows:
        rows[key] = writer.take_ids(len(rows["unit"]))
    writer.write(rows)


def _plant(frame: Frame, orders: Rows, deals: Rows) -> None:
    """Remember what was entered late and what somebody removed."""
    is_late = orders["entered_at"] > orders["created_at"]
    frame.plant("late", "orders", orders["order_id"][is_late], "entered days after it was made")
    for table, key, rows in (("orders", "order_id", orders), ("deals", "deal_id", deals)):
        frame.plant("removed", table, rows[key][~np.isnat(rows["removed_at"])], "deleted")

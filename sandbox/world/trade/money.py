"""What is paid, given back and invoiced: deposits, balances, returns and late payers."""

from typing import Any

import numpy as np

from sandbox.world.people.lives import DAY
from sandbox.world.values import NEVER, draw, nullable

METHODS = ("card", "cash", "transfer")
DEPOSIT_SHARE, DEPOSIT, PAYS_REST = 0.2, 0.3, 0.96
REFUNDED, WITHOUT_RECEIPT = 0.03, 1 / 7
DUE_DAYS, USUAL_WAIT_DAYS, NEVER_PAID, IN_PARTS = 14, 9.5, 0.04, 0.15

Rows = dict[str, Any]


def make_invoices(rng: np.random.Generator, orders: Rows) -> Rows:
    """Return one invoice per wholesale order that was not called off; some wait for weeks."""
    row = np.flatnonzero(~orders["is_retail"] & np.isnat(orders["void_at"]))
    count, created = len(row), orders["entered_at"][row]
    issued = created + rng.integers(10, 2_000, count).astype("timedelta64[m]")
    wait = rng.lognormal(np.log(USUAL_WAIT_DAYS), 0.7, count) * 86_400
    is_unpaid = rng.random(count) < NEVER_PAID
    paid = np.where(is_unpaid, NEVER, issued + wait.astype("timedelta64[s]"))
    return {
        "order": row,
        "order_id": orders["order_id"][row],
        "client_id": orders["client_id"][row],
        "unit": orders["unit"][row],
        "number": [f"РФ-{n:07d}" for n in orders["order_id"][row].tolist()],
        "issued_at": issued,
        "due_on": issued.astype("datetime64[D]") + DUE_DAYS,
        "amount": np.maximum(orders["total"][row], 0),
        "paid_at": paid,
    }


def make_payments(rng: np.random.Generator, orders: Rows, invoices: Rows, refunds: Rows) -> Rows:
    """Return every payment of a block: at the till, by invoice, and what was given back."""
    parts = [
        *_at_the_till(rng, orders),
        *_by_invoice(rng, orders, invoices),
        _given_back(orders, refunds),
    ]
    order, paid, amount = (np.concatenate(column) for column in zip(*parts, strict=True))
    by_time = np.lexsort((order, paid))
    order = order[by_time]
    retail = orders["is_retail"][order]
    method = np.where(retail, draw(rng, len(order), (0.72, 0.2, 0.08)), 2)
    return {
        "order_id": orders["order_id"][order],
        "unit": orders["unit"][order],
        "paid_at": paid[by_time],
        "amount": amount[by_time],
        "method": np.array(METHODS)[method],
    }


def make_refunds(rng: np.random.Generator, orders: Rows, lines: Rows) -> Rows:
    """Return one row per returned line; one in seven comes back without its receipt."""
    done = orders["done_at"][lines["order"]]
    can = (lines["kind"] == "sale") & ~np.isnat(done)
    row = np.flatnonzero(can & (rng.random(len(done)) < REFUNDED))
    created = done[row] + rng.integers(1_440, 25 * 1_440, len(row)).astype("timedelta64[m]")
    row, created = row[np.argsort(created, kind="stable")], np.sort(created)
    order = lines["order"][row]
    quantity = np.ceil(lines["quantity"][row] * (1 - rng.random(len(row)))).astype(int)
    is_unknown = orders["is_retail"][order] & (rng.random(len(row)) < WITHOUT_RECEIPT)
    return {
        "order": order,
        "order_id": nullable(orders["order_id"][order], is_unknown),
        "client_id": orders["client_id"][order],
        "unit": orders["unit"][order],
        "product_id": lines["product_id"][row],
        "created_at": created,
        "quantity": quantity,
        "amount": quantity * lines["price"][row],
    }


def _at_the_till(rng: np.random.Generator, orders: Rows) -> list[tuple[np.ndarray, ...]]:
    """Return deposits and balances of retail: some never pay the rest."""
    total = np.maximum(orders["total"], 0)
    is_due = orders["is_retail"] & (total > 0)
    has_deposit = is_due & (total > 100_000) & (rng.random(len(total)) < DEPOSIT_SHARE)
    deposit = np.where(has_deposit, total * DEPOSIT // 100 * 100, 0).astype(np.int64)
    pays = is_due & ~np.isnat(orders["done_at"]) & (rng.random(len(total)) < PAYS_REST)
    early, late = np.flatnonzero(has_deposit), np.flatnonzero(pays)
    return [
        (early, orders["entered_at"][early] + np.timedelta64(5, "m"), deposit[early]),
        (late, orders["done_at"][late], (total - deposit)[late]),
    ]


def _by_invoice(
    rng: np.random.Generator, orders: Rows, invoices: Rows
) -> list[tuple[np.ndarray, ...]]:
    """Return the transfers of firms, some in two parts; the invoice is paid with the last."""
    row = np.flatnonzero(~np.isnat(invoices["paid_at"]) & (invoices["amount"] > 0))
    order, paid, amount = (invoices[name][row] for name in ("order", "paid_at", "amount"))
    in_parts = rng.random(len(row)) < IN_PARTS
    first = np.where(in_parts, amount * 4 // 10, 0)
    wait = (paid - invoices["issued_at"][row]) // 2
    parts = np.flatnonzero(in_parts & (first > 0))
    return [
        (order[parts], (paid - wait)[parts], first[parts]),
        (order, paid, amount - first),
    ]


def _given_back(orders: Rows, refunds: Rows) -> tuple[np.ndarray, ...]:
    row = np.flatnonzero(~np.ma.getmaskarray(refunds["order_id"]) & (refunds["amount"] > 0))
    return refunds["order"][row], refunds["created_at"][row] + DAY // 24, -refunds["amount"][row]

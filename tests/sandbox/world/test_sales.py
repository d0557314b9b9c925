"""What clients buy and pay, and how deals go: the truth about pairs, stock-outs and stages."""

import numpy as np
import pytest

from include.company_sections import Associations
from sandbox.world.frame import Frame, Size
from sandbox.world.trade.deals import make_moves
from sandbox.world.trade.goods import STRONG, make_stock_outs, write_goods
from sandbox.world.trade.lines import Assortment, make_lines
from sandbox.world.trade.money import make_invoices, make_payments, make_refunds

SIZE = Size(1, 60, 1)


@pytest.fixture(scope="module")
def frame(tmp_path_factory) -> Frame:
    """Make the goods of a company that has no clients."""
    frame = Frame(tmp_path_factory.mktemp("goods"), SIZE, seed=7)
    write_goods(frame)
    return frame


@pytest.fixture(scope="module")
def orders():
    """Return ten thousand orders of persons, spread over the history."""
    count = 10_000
    day = np.sort(np.random.default_rng(1).integers(0, SIZE.day_count, count))
    made = np.datetime64(SIZE.first_day, "us") + day * np.timedelta64(1, "D")
    return {
        "order_id": np.arange(count),
        "client_id": np.arange(count),
        "day": day,
        "is_retail": np.ones(count, bool),
        "unit": np.full(count, "retail"),
        "created": made,
        "created_at": made,
        "entered_at": made,
        "done_at": made + np.timedelta64(1, "D"),
        "void_at": np.full(count, np.datetime64("NaT", "us")),
    }


@pytest.fixture(scope="module")
def lines(frame, orders):
    """Return the lines of these orders, and what was lacking."""
    return make_lines(np.random.default_rng(1), orders, Assortment(frame))


def test_who_buys_the_first_of_a_planted_pair_buys_the_second_far_more_often(frame, lines):
    pairs = frame.read("select * from truth.pairs order by product_a")
    holds = np.zeros((10_000, SIZE.product_count), bool)
    holds[lines[0]["order"], lines[0]["product_id"] - 1] = True

    first, second = holds[:, pairs["product_a"] - 1], holds[:, pairs["product_b"] - 1]
    with_first = (first & second).sum(axis=0) / first.sum(axis=0)
    without = (~first & second).sum(axis=0) / (~first).sum(axis=0)

    # some of the second are out of stock, or no longer sold
    assert len(pairs["strength"]) == 4
    assert (with_first - without > 0.6 * pairs["strength"]).all()
    assert (with_first - without < 1.2 * pairs["strength"]).all()


def test_rules_of_the_usual_thresholds_find_every_strong_pair_and_no_pair_that_is_none(
    frame, lines
):
    usual, pairs = Associations(), frame.read("select * from truth.pairs")
    holds = np.zeros((10_000, SIZE.product_count))
    holds[lines[0]["order"], lines[0]["product_id"] - 1] = 1
    together = holds.T @ holds
    np.fill_diagonal(together, 0)

    is_rule = together >= usual.min_support * 10_000
    is_rule &= together >= usual.min_confidence * holds.sum(axis=0)[:, None]

    true = dict(zip(pairs["product_a"].tolist(), pairs["product_b"].tolist(), strict=True))
    strong = pairs["product_a"][pairs["strength"] >= STRONG[0]].tolist()
    found = {(int(a) + 1, int(b) + 1) for a, b in zip(*np.nonzero(is_rule), strict=True)}
    assert strong
    assert {(a, true[a]) for a in strong} <= found
    assert all(true.get(a) == b or true.get(b) == a for a, b in found)


def test_nothing_is_sold_while_it_is_out_of_stock(frame, orders, lines):
    outs = make_stock_outs(frame)
    is_service = frame.read("select is_service from products order by product_id")["is_service"]
    sold, lacking = lines

    for product, first, until in zip(*outs.values(), strict=True):
        day = orders["day"][sold["order"][sold["product_id"] == product]]
        assert is_service[product - 1] or not ((first <= day) & (day < until)).any()
    assert len(lacking["order"]) > 100


def test_a_discontinued_product_is_not_sold_again(frame, orders, lines):
    ended = np.ma.filled(
        frame.read("select discontinued_at from products order by product_id")["discontinued_at"],
        np.datetime64("2100-01-01"),
    )

    made = orders["created"][lines[0]["order"]]

    assert (ended < np.datetime64("2100-01-01")).any()
    assert (made < ended[lines[0]["product_id"] - 1]).all()


def test_nobody_pays_more_than_the_order_is_worth_nor_gets_back_more_than_paid(orders, lines):
    rng = np.random.default_rng(1)
    worth = lines[0]["quantity"] * lines[0]["price"]
    orders = orders | {"total": np.bincount(lines[0]["order"], worth, 10_000).astype(int)}

    refunds = make_refunds(rng, orders, lines[0])
    payments = make_payments(rng, orders, make_invoices(rng, orders), refunds)
    paid, back = (
        np.bincount(payments["order_id"][sign], abs(payments["amount"][sign]), 10_000)
        for sign in (payments["amount"] > 0, payments["amount"] < 0)
    )

    assert (paid <= np.maximum(orders["total"], 0)).all()
    assert 0.9 < (paid == orders["total"]).mean() < 1
    assert (back > 0).sum() > 100
    assert np.ma.getmaskarray(refunds["order_id"]).any()


def test_an_invoice_is_paid_by_the_transfers_of_its_order(tables):
    wrong, paid = tables.execute(
        """with paid as (
            select order_id, sum(amount) as amount, max(paid_at) as paid_at
            from payments where amount > 0 group by order_id
        )
        select count(*) filter (invoices.amount > 0 and (invoices.paid_at is not null)
                <> coalesce(invoices.amount = paid.amount
                    and invoices.paid_at = paid.paid_at, false)),
            count(invoices.paid_at)
        from invoices left join paid using (order_id)"""
    ).fetchone()

    assert wrong == 0
    assert paid > 5


def test_an_order_that_ends_a_deal_is_made_when_the_deal_is_won(tables):
    found = tables.execute(
        """select orders.entered_at, max(moved_at) filter (stage = 'won'), orders.client_id,
            any_value(deals.client_id), any_value(orders.employee_id = deals.employee_id)
        from orders join deals using (deal_id) join deal_moves using (deal_id)
        group by orders.order_id, orders.entered_at, orders.client_id"""
    ).fetchall()

    assert len(found) > 10
    for entered_at, won_at, buyer, client, is_same_seller in found:
        assert (entered_at, buyer) == (won_at, client)
        assert is_same_seller is not False


def test_deals_go_through_their_stages_skip_some_go_back_and_come_again():
    count = 4_000
    start = np.full(count, np.datetime64("2025-01-01", "us"))
    deals = {
        "order": np.where(np.arange(count) % 2, 1, -1),
        "is_retail": np.ones(count, bool),
        "unit": np.full(count, "retail"),
        "employee_id": np.ones(count, int),
        "created_at": start,
        "ends": start + np.timedelta64(10, "D"),
    }

    moves = make_moves(np.random.default_rng(1), deals)
    order = np.array(["new", "contacted", "proposal", "agreed", "lost", "won"])
    stage = np.argsort(order)[np.searchsorted(np.sort(order), moves["stage"])]
    is_same = moves["deal"][1:] == moves["deal"][:-1]
    step = np.diff(stage)[is_same]
    last = np.r_[~is_same, True]

    assert (np.diff(moves["moved_at"])[is_same] >= np.timedelta64(0)).all()
    assert (moves["stage"][np.r_[True, ~is_same]] == "new").all()
    assert ((moves["stage"][last] == "won") == (deals["order"] >= 0)).all()
    assert (moves["stage"][~last] == "lost").sum() > 50
    assert ((step < 0) & (stage[1:][is_same] < 4)).sum() > 100
    assert ((step == 2) & (stage[1:][is_same] < 4)).sum() > 100
    assert (moves["moved_at"][last] == deals["ends"]).all()


def test_a_second_record_buys_nothing_after_it_was_merged(tables):
    late = tables.execute(
        """select count(*) from orders join clients using (client_id)
        where orders.entered_at >= merged_at"""
    ).fetchone()

    assert late == (0,)


def test_a_lead_comes_before_its_deal_and_both_before_the_order(tables):
    found = tables.execute(
        """select count(*), count(*) filter (leads.created_at > deals.created_at)
        from deals join leads using (lead_id)"""
    ).fetchone()

    assert found[0] > 20
    assert found[1] == 0

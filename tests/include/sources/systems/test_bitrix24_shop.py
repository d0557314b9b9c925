"""A portal's shop is read in few requests, and its orders come with lines, payments and clients."""

import json
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from include.errors import ClienteleError
from include.sources.connector import Request
from include.sources.shipped import with_shipped
from include.sources.web.clock import VirtualClock
from sandbox.systems.bitrix24.calls import FIRST_MOMENT
from sandbox.systems.bitrix24.errors import Refusal
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.shop import remove_order
from sandbox.systems.bitrix24.state import State
from sandbox.systems.serving import served
from tests.include.sources.systems.portal import answering, emptied, portal_host, session

SOURCE = {
    "kind": "bitrix24",
    "connection": "portal",
    "options": {"shop": True},
    "entities": {"deal_stage_event": None},
}
STREAMS = with_shipped(SOURCE)["streams"]
SCOPES = frozenset({"crm", "telephony", "user", "sale"})
BEFORE_ALL, THEN = datetime(1900, 1, 1), datetime(2025, 3, 10, 10)
NIGHT, LATER = datetime(2025, 11, 2), datetime(2099, 1, 1)

EXAMPLES = Path(__file__).resolve().parents[5] / "shared" / "apis" / "bitrix24_examples"
EXAMPLE_OF = {
    "shop_lines": ("sale__basket-item__sale-basket-item-list__0", "basketItems"),
    "shop_statuses": ("sale__status__sale-status-list__0", "statuses"),
}


@pytest.fixture(scope="module")
def host():
    """Serve one portal for all tests here; each gets it empty."""
    with portal_host() as host:
        yield host


@pytest.fixture
def server(host) -> Server:
    return emptied(host, scopes=SCOPES)


@pytest.fixture
def portal(server) -> State:
    return server.state


@pytest.fixture
def opened(host, server):
    """Return a function that opens the portal's streams, those of its shop too."""
    return lambda **options: session(host[1], host[2], shop=True, **options)


def pages_of(crm, stream: str, bookmark: str = "") -> list:
    request = Request(stream, STREAMS[stream], NIGHT, None, bookmark)
    return list(crm.streams[stream].read(request))


def rows_of(crm, stream: str, bookmark: str = "") -> list[dict]:
    return [row for page in pages_of(crm, stream, bookmark) for row in page.rows]


def put_orders(portal: State, count: int, lines: int = 1, at: datetime = THEN) -> None:
    moment = portal.moment(at)
    for order in range(1, count + 1):
        portal.put("order", order, dateInsert=moment, dateUpdate=moment)
        for number in range(lines):
            portal.put("basket_item", order * 1_000 + number, orderId=order)
        portal.put("payment", order, orderId=order)


def touch(portal: State, order: int) -> None:
    portal.put("order", order, dateUpdate=portal.moment(LATER))


def orders_of(rows: list[dict]) -> list[int]:
    return sorted({int(row["orderId"]) for row in rows})


@pytest.mark.parametrize("stream", ["shop_lines", "shop_payments"])
def test_what_belongs_to_orders_is_walked_whole_at_first(opened, portal, stream):
    put_orders(portal, 130)

    with opened() as crm:
        before = crm.progress.requests
        rows = rows_of(crm, stream)

    assert orders_of(rows) == list(range(1, 131))
    assert crm.progress.requests - before == 1


@pytest.mark.parametrize("stream", ["shop_lines", "shop_payments", "shop_clients"])
def test_afterwards_only_orders_that_changed_are_asked(opened, portal, server, stream):
    put_orders(portal, 130)
    for order in range(1, 131):
        portal.put("order_entity", order, ownerId=order)

    with opened() as crm:
        bookmark = pages_of(crm, stream)[-1].bookmark
    for order in (7, 9):
        touch(portal, order)
    with opened() as crm:
        before = crm.progress.requests
        rows = rows_of(crm, stream, bookmark)

    assert orders_of(rows) == [7, 9]
    assert crm.progress.requests - before == 2


def test_the_bookmark_stands_an_hour_before_the_moment_at_which_the_portal_was_opened(
    opened, portal, server
):
    put_orders(portal, 1)
    now = FIRST_MOMENT + server.calls.clock()

    with opened() as crm:
        (page,) = pages_of(crm, "shop_lines")

    assert datetime.fromisoformat(page.bookmark).timestamp() == int(now) - 3_600


@pytest.mark.parametrize("stream", ["shop_lines", "shop_payments", "shop_clients"])
def test_a_bookmark_of_a_night_with_a_wrong_clock_leaves_nothing_out(
    opened, portal, caplog, stream
):
    put_orders(portal, 3)
    portal.put("order_entity", 2, ownerId=11)
    portal.put("order", 2, dateUpdate=portal.moment(NIGHT))

    with opened() as crm:
        rows = rows_of(crm, stream, bookmark=portal.moment(LATER))

    assert orders_of(rows) == [2]
    assert f"{stream}: its bookmark lies ahead of the portal's clock" in caplog.text


def test_a_bookmark_that_lies_behind_the_portal_s_clock_is_warned_of_by_nobody(
    opened, portal, caplog
):
    put_orders(portal, 1)

    with opened() as crm:
        rows_of(crm, "shop_lines", bookmark=pages_of(crm, "shop_lines")[-1].bookmark)

    assert not caplog.records


def test_a_bookmark_that_nobody_can_read_is_none(opened, portal):
    put_orders(portal, 2)

    with opened() as crm:
        assert orders_of(rows_of(crm, "shop_payments", bookmark="spoilt")) == [1, 2]


def test_fifty_orders_are_asked_in_one_question_and_their_lines_come_whole(opened, portal):
    put_orders(portal, 70, lines=3)
    portal.put("order_entity", 1, ownerId=1)

    with opened() as crm:
        before = crm.progress.requests
        rows = rows_of(crm, "shop_lines", bookmark=portal.moment(BEFORE_ALL))

    assert len(rows) == len({row["id"] for row in rows}) == 210
    assert crm.progress.requests - before == 1 + 3


def test_a_full_page_that_is_all_there_is_is_not_asked_on(opened, portal, server):
    put_orders(portal, 100)

    with opened() as crm:
        rows_of(crm, "shop_payments", bookmark=portal.moment(BEFORE_ALL))

    asked = server.calls.operating.used("sale.payment.list") / 0.1
    assert round(asked) == 2


def test_a_basket_that_nobody_has_bought_is_not_read(opened, portal):
    put_orders(portal, 1)
    portal.put("basket_item", 5, orderId=None)

    with opened() as crm:
        assert orders_of(rows_of(crm, "shop_lines")) == [1]
        (page,) = crm.streams["shop_lines"].keys(None)
        assert [row["id"] for row in page.rows] == [1_000]


def test_a_question_that_a_limit_refused_is_asked_again(opened, portal, server):
    put_orders(portal, 600)
    server.calls.operating.add("sale.payment.list", 479.55)

    with opened(pages_per_request=7) as crm:
        rows = rows_of(crm, "shop_payments", bookmark=portal.moment(BEFORE_ALL))

    assert orders_of(rows) == list(range(1, 601))
    assert len(rows) == 600
    assert server.calls.operating.refused > 0


@pytest.fixture
def asked(server, monkeypatch):
    """Let the second question for payments fail as `asked.fails` says; the others are answered."""
    call, said = server.calls.call, SimpleNamespace(fails="", orders=[])

    def answer(method, params, is_app):
        if method == "sale.payment.list":
            said.orders.append(len(params["filter"]["=orderId"]))
            if len(said.orders) == 2:
                raise Refusal(400, said.fails, "")
        return call(method, params, is_app)

    monkeypatch.setattr(server.calls, "call", answer)
    return said


def test_a_question_that_failed_among_others_is_asked_again_alone(opened, portal, asked):
    put_orders(portal, 120)
    asked.fails = "INTERNAL_SERVER_ERROR"

    with opened() as crm:
        rows = rows_of(crm, "shop_payments", bookmark=portal.moment(BEFORE_ALL))

    assert sorted(row["orderId"] for row in rows) == list(range(1, 121))
    assert asked.orders == [50, 50, 20, 50]


def test_a_question_that_is_refused_for_good_among_others_fails_the_reading(opened, portal, asked):
    put_orders(portal, 120)
    asked.fails = "ACCESS_DENIED"

    with opened() as crm, pytest.raises(ClienteleError, match=r"may not .*\(sale.payment.list\)"):
        rows_of(crm, "shop_payments", bookmark=portal.moment(BEFORE_ALL))


def test_an_order_without_a_deal_is_asked_for_its_own_clients(opened, portal):
    put_orders(portal, 3)
    portal.put("order_entity", 1, ownerId=11)
    portal.put("order_client", 5, orderId=2, entityId=22)
    portal.put("order_entity", 3, ownerId=33, ownerTypeId=31)  # an invoice

    with opened() as crm:
        rows = rows_of(crm, "shop_clients")

    assert rows[0] == {"orderId": 1, "ownerIds": [11]}
    assert [row["id"] for row in rows[1:]] == [2, 3]
    assert rows[1]["clients"][0]["entityId"] == 22
    assert set(rows[1]) == {"id", "clients"}


def test_an_order_of_several_deals_comes_once_with_all_of_them(opened, portal):
    put_orders(portal, 30)
    for number in range(1, 61):  # the second page begins inside of an order
        portal.put("order_entity", 100 + number, orderId=(number + 2) // 2, ownerId=number)
    portal.remove("order_entity", 160)

    with opened() as crm:
        rows = rows_of(crm, "shop_clients")

    deals = {row["orderId"]: row["ownerIds"] for row in rows}
    assert len(rows) == 30
    assert deals == {1: [1]} | {order: [2 * order - 2, 2 * order - 1] for order in range(2, 31)}


def test_an_order_deleted_while_it_was_asked_for_is_left_out(opened, portal):
    put_orders(portal, 2)
    portal.put("order_entity", 1, ownerId=11)

    with opened() as crm:
        request = Request("shop_clients", STREAMS["shop_clients"], BEFORE_ALL, None)
        pages = crm.streams["shop_clients"].read(request)
        first = next(pages)
        remove_order(portal, 2)
        rest = list(pages)

    assert [row["orderId"] for row in first.rows] == [1]
    assert rest == []


def test_the_statuses_of_orders_are_landed(opened, portal):
    portal.put("order_status", 1, id="N")
    portal.put("order_status", 2, id="F")

    with opened() as crm:
        assert {row["id"] for row in rows_of(crm, "shop_statuses")} == {"N", "F"}


def test_a_webhook_without_the_shop_s_scope_is_told_once_which_it_lacks(opened, portal):
    portal.scopes = SCOPES - {"sale"}
    told = set()

    with opened() as crm:
        for stream in STREAMS:
            try:
                crm.streams[stream].probe()
            except ClienteleError as error:
                told.add(str(error))

    (once,) = told
    assert "lacks the scope sale (source crm" in once
    assert "tick sale, or take `shop: true` out" in once


@pytest.mark.skipif(not EXAMPLES.exists(), reason="skipped: ../shared/apis is not there")
@pytest.mark.parametrize("stream", EXAMPLE_OF)
def test_the_vendor_s_example_list_is_read(stream):
    name, rows_at = EXAMPLE_OF[stream]
    result = result_of(name)
    result[rows_at].reverse()  # the example is in the order of falling numbers

    with served(answering(result)) as place, session(place, VirtualClock(), shop=True) as crm:
        assert rows_of(crm, stream) == result[rows_at]


@pytest.mark.skipif(not EXAMPLES.exists(), reason="skipped: ../shared/apis is not there")
def test_the_vendor_s_example_order_names_its_client():
    order = result_of("sale__order__sale-order-get__0")["order"]
    answers = [{"orders": [{"id": order["id"]}]}, {"orderEntity": []}, {"order": order}]

    with served(answering(*answers)) as place, session(place, VirtualClock(), shop=True) as crm:
        (row,) = rows_of(crm, "shop_clients")

    assert row == {"id": 236, "clients": order["clients"]}
    assert (row["clients"][0]["entityTypeId"], row["clients"][0]["entityId"]) == (3, 6)


def result_of(example: str) -> dict:
    return json.loads((EXAMPLES / f"{example}.json").read_text(encoding="utf-8"))["result"]

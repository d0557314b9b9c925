"""A portal's shop is read in few requests, and its orders come with lines, payments and clients."""

from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace

import pytest

from include.errors import ClienteleError
from include.settings import Connection
from include.sources.connector import Access, Request
from include.sources.progress import Progress
from include.sources.shipped import with_shipped
from include.sources.systems.bitrix24 import Options
from include.sources.systems.bitrix24.connector import open_session
from include.sources.web.clock import VirtualClock
from sandbox.systems.bitrix24.calls import FIRST_MOMENT
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.shop import remove_order
from sandbox.systems.bitrix24.state import SECRET, Portal
from sandbox.systems.serving import served

SOURCE = {
    "kind": "bitrix24",
    "connection": "portal",
    "options": {"shop": True},
    "entities": {"deal_stage_event": None},
}
STREAMS = with_shipped(SOURCE)["streams"]
SCOPES = frozenset({"crm", "telephony", "user", "sale"})
BEFORE_ALL, THEN = datetime(1900, 1, 1), datetime(2025, 3, 10, 10)
OPENED = datetime.fromtimestamp(FIRST_MOMENT)  # noqa: DTZ006
LATER = datetime(2099, 1, 1)


@pytest.fixture(scope="module")
def host():
    """Serve one portal for all tests here; each gets it empty."""
    clock = VirtualClock()
    server = Server(Portal(), clock.now)
    with served(server.app) as place:
        yield server, place, clock


@pytest.fixture
def server(host) -> Server:
    server, _, clock = host
    server.portal.__init__(scopes=SCOPES)
    server.calls.__init__(server.portal, clock.now)
    server.bucket.__init__(clock.now)
    clock.sleep(1_000)
    return server


@pytest.fixture
def portal(server) -> Portal:
    return server.portal


@pytest.fixture
def opened(host, server):
    """Return a function that opens the portal's streams."""

    @contextmanager
    def session(**options):
        _, place, clock = host
        progress = Progress("crm", clock)
        reached = Connection(
            "portal",
            "bitrix24",
            place.host,
            place.port,
            login="1",
            password=SECRET,
            extra={"scheme": "http"},
        )
        options = Options(shop=True, **options)
        access = Access("crm", reached, options, SimpleNamespace(), clock, progress)
        with open_session(access) as streams:
            yield SimpleNamespace(streams=streams, progress=progress)

    return session


def pages_of(crm, stream: str, bookmark: str = "") -> list:
    request = Request(stream, STREAMS[stream], BEFORE_ALL, None, bookmark)
    return list(crm.streams[stream].read(request))


def rows_of(crm, stream: str, bookmark: str = "") -> list[dict]:
    return [row for page in pages_of(crm, stream, bookmark) for row in page.rows]


def put_orders(portal: Portal, count: int, lines: int = 1, at: datetime = THEN) -> None:
    moment = portal.moment(at)
    for order in range(1, count + 1):
        portal.put("order", order, dateInsert=moment, dateUpdate=moment)
        for number in range(lines):
            portal.put("basket_item", order * 1_000 + number, orderId=order)
        portal.put("payment", order, orderId=order)


def touch(portal: Portal, order: int) -> None:
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


def test_the_bookmark_stands_before_the_moment_at_which_the_portal_was_opened(opened, portal):
    put_orders(portal, 1)

    with opened() as crm:
        (page,) = pages_of(crm, "shop_lines")

    assert page.bookmark < portal.moment(OPENED)


def test_fifty_orders_are_asked_in_one_question_and_their_lines_come_whole(opened, portal):
    put_orders(portal, 70, lines=3)
    portal.put("order_entity", 1, ownerId=1)

    with opened() as crm:
        before = crm.progress.requests
        rows = rows_of(crm, "shop_lines", bookmark=portal.moment(BEFORE_ALL))

    assert len(rows) == len({row["id"] for row in rows}) == 210
    assert crm.progress.requests - before == 1 + 3 + 1


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


def test_an_order_without_a_deal_is_asked_for_its_own_clients(opened, portal):
    put_orders(portal, 3)
    portal.put("order_entity", 1, ownerId=11)
    portal.put("order_client", 5, orderId=2, entityId=22)

    with opened() as crm:
        rows = rows_of(crm, "shop_clients")

    assert rows[0] == {"orderId": 1, "ownerId": 11, "ownerTypeId": 2}
    assert [row["id"] for row in rows[1:]] == [2, 3]
    assert rows[1]["clients"][0]["entityId"] == 22
    assert set(rows[1]) == {"id", "clients"}


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


def test_a_webhook_without_the_shop_s_scope_is_told_which_it_lacks(opened, portal):
    portal.scopes = SCOPES - {"sale"}
    told = r"scope sale \(sale.order.list\).*tick sale, or take `shop: true` out"

    with opened() as crm, pytest.raises(ClienteleError, match=told):
        crm.streams["shop_orders"].probe()

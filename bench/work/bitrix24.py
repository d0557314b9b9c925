"""Reading the deals of a large Bitrix24 portal, or its shop: requests used, and the fewest.

A page has 50 rows and a batch 50 commands, so a request brings 2,500 rows at most: n rows take no
fewer than n / 2,500 requests, rounded up. All waiting is by a clock that nobody waits for.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from include.settings import Connection
from include.sources.connector import Access, Request, StreamReader
from include.sources.progress import Progress
from include.sources.registry import system_of
from include.sources.shipped import with_shipped
from include.sources.systems.bitrix24.connector import open_session
from include.sources.web.clock import VirtualClock
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.state import State
from sandbox.systems.serving import served

ROWS_OF_A_REQUEST = 50 * 50
MADE_AT = datetime(2025, 3, 10)  # noqa: DTZ001
BEFORE_ALL = datetime(1900, 1, 1)  # noqa: DTZ001
SHOP = {
    "shop_orders": "order",
    "shop_lines": "basket_item",
    "shop_payments": "payment",
    "shop_clients": "order_entity",
}
LINES = 2  # of an order


def read_deals(rows: int, page_seconds: float = 0.1) -> dict[str, Any]:
    """Read all deals and then, for the sweep, all their numbers; return what it took.

    A portal that works `page_seconds` for a page lets a method run for 480 s in ten minutes.
    """
    clock = VirtualClock()
    server = Server(_filled(rows, State(clock=clock.now, page_seconds=page_seconds)))
    with _opened(server, clock) as (streams, progress):
        reader, request = streams["deals"], _request("deals")
        read = [row["id"] for page in reader.read(request) for row in page.rows]
        used = progress.requests
        swept = [row["id"] for page in reader.keys(request) for row in page.rows]
    fewest = _fewest(rows)
    return {
        "requests": used,
        "fewest": fewest,
        "ratio": used / fewest,
        "sweep_ratio": (progress.requests - used) / fewest,
        "lost": rows - len(set(read)) + rows - len(set(swept)),
        "double": len(read) - len(set(read)) + len(swept) - len(set(swept)),
        "refused": server.bucket.refused + server.calls.operating.refused,
        "fullest_bucket": server.bucket.highest,
        "longest_work_seconds": server.calls.operating.highest,
        "waited_seconds": clock.now(),
    }


def read_shop(orders: int) -> dict[str, Any]:
    """Read a shop for the first time; return what it took.

    Whose an order is must be asked by its number, fifty numbers a question.
    """
    clock = VirtualClock()
    server = Server(_shop(orders, State(scopes=frozenset({"crm", "sale"}), clock=clock.now)))
    with _opened(server, clock) as (streams, progress):
        pages = {name: list(streams[name].read(_request(name))) for name in SHOP}
        used = progress.requests
    read = {name: [_number(row) for page in pages[name] for row in page.rows] for name in SHOP}
    there = {name: len(server.state.table(thing)) for name, thing in SHOP.items()}
    fewest = sum(map(_fewest, there.values())) + _fewest(orders)
    return {
        "requests": used,
        "fewest": fewest,
        "ratio": used / fewest,
        "lost": sum(there[name] - len(set(read[name])) for name in SHOP),
        "double": sum(len(read[name]) - len(set(read[name])) for name in SHOP),
        "refused": server.bucket.refused + server.calls.operating.refused,
        "waited_seconds": clock.now(),
    }


def _fewest(rows: int) -> int:
    return -(-rows // ROWS_OF_A_REQUEST)


def _number(row: dict[str, Any]) -> Any:
    return row.get("id") or row["orderId"]


def _shop(orders: int, portal: State) -> State:
    moment = portal.moment(MADE_AT)
    for number in range(1, orders + 1):
        portal.put("order", number, dateInsert=moment, dateUpdate=moment)
        portal.put("payment", number, orderId=number)
        portal.put("order_entity", number, ownerId=number)
        for line in range(LINES):
            portal.put("basket_item", LINES * number + line, orderId=number)
    return portal


def _filled(rows: int, portal: State) -> State:
    moment = portal.moment(MADE_AT)
    times = {"createdTime": moment, "updatedTime": moment, "lastActivityTime": moment}
    for number in range(1, rows + 1):
        # numbers have gaps, as those of a portal that deletes
        portal.put("deal", 3 * number, title=f"Deal {number}", opportunity=number, **times)
    return portal


def _request(stream: str) -> Request:
    source = {"kind": "bitrix24", "connection": "portal", "options": {"shop": True}}
    return Request(stream, with_shipped(source)["streams"][stream], BEFORE_ALL, None)


@contextmanager
def _opened(
    server: Server, clock: VirtualClock
) -> Iterator[tuple[Mapping[str, StreamReader], Progress]]:
    """Serve a portal and open it; the progress counts the requests, the first included."""
    progress = Progress("bench", clock)
    with served(server.faults) as place:
        connection = Connection(
            "portal",
            "bitrix24",
            place.host,
            place.port,
            login=str(server.state.user.number),
            password=server.state.secret,
            extra={"scheme": "http"},
        )
        options = system_of("bitrix24").options()
        company = cast(Any, SimpleNamespace())
        access = Access("bench", connection, options, company, clock, progress)
        with open_session(access) as streams:
            yield streams, progress

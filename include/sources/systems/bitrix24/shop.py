"""The portal's shop: what belongs to orders is asked of those that changed, fifty a question.

Lines and payments tell of no change themselves, so the bookmark is the moment up to which changes
of orders were seen; the interval that is asked for is read with it, so that a bookmark of a night
on which the portal's clock was wrong leaves nothing out. Before there is one, a list is walked
whole.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from include.sources.connector import Page, Request
from include.sources.systems.bitrix24.asking import Question, ask_each
from include.sources.systems.bitrix24.commands import Command, Outcome, as_map
from include.sources.systems.bitrix24.listing import COUNTED, PAGE_ROWS, Listing, walk
from include.sources.systems.bitrix24.portal import Portal

MARGIN_SECONDS = 3600  # before the opening of the portal: an order is written for a while
DEAL = 2
NO_SUCH_ORDER = "200540400001"
_log = logging.getLogger("clientele.extract")

ORDERS = Listing("sale.order.list", "id", ("orders",), "dateUpdate", select=())
ORDER_STATUSES = Listing("sale.status.list", "id", ("statuses",), select=())


@dataclass(frozen=True)
class Parts:
    """A list of what belongs to orders: by which filter, and what of it is no order's."""

    listing: Listing
    by_orders: str
    within: dict[str, Any] = field(default_factory=dict)

    def of(self, orders: Page) -> Command:
        """Return the command that asks for the parts of a page of orders."""
        return self._after(self.within | {self.by_orders: [row["id"] for row in orders.rows]})

    def rest(self, outcome: Outcome, kept: list[dict[str, Any]] | None = None) -> list[Command]:
        """Return the command of what follows a full page, or those rows of it that are kept."""
        rows, key = self.listing.rows(outcome), self.listing.key
        if len(rows) < PAGE_ROWS or len(rows) == outcome.total:
            return []
        after = (kept or rows)[-1][key]
        return [self._after(outcome.command.params["filter"] | {f">{key}": after})]

    def _after(self, where: dict[str, Any]) -> Command:
        return self.listing.command(where, (), COUNTED)


# a line without an order lies in a basket that nobody has bought
LINES = Parts(
    Listing("sale.basketitem.list", "id", ("basketItems",), select=()), "@orderId", {">orderId": 0}
)
PAYMENTS = Parts(Listing("sale.payment.list", "id", ("payments",), select=()), "=orderId")
DEALS = Parts(
    Listing("crm.orderentity.list", "orderId", ("orderEntity",), select=()),
    "@orderId",
    {"=ownerTypeId": DEAL},
)


def read_parts(portal: Portal, parts: Parts, request: Request) -> Iterator[Page]:
    """Yield the parts of orders that changed since the bookmark; without one, all there are."""
    if since := _since(portal, request):
        commands = (parts.of(page) for page in _changed(portal, since))
        pages = ask_each(portal, commands, Question(parts.listing.rows, parts.rest))
    else:
        pages = walk(portal, parts.listing, parts.within)
    yield from _marked(portal, pages)


def keys_of_parts(portal: Portal, parts: Parts) -> Iterator[Page]:
    """Yield the numbers of all parts."""
    return walk(portal, parts.listing, parts.within, (parts.listing.key,))


def read_clients(portal: Portal, request: Request) -> Iterator[Page]:
    """Yield whose the changed orders are: the deals of each, or, without one, its clients."""
    yield from _marked(portal, _clients(portal, _since(portal, request)))


def _clients(portal: Portal, since: dict[str, Any]) -> Iterator[Page]:
    without: dict[str, None] = {}

    def commands() -> Iterator[Command]:
        for page in _changed(portal, since):
            without.update((str(row["id"]), None) for row in page.rows)
            yield DEALS.of(page)

    for page in ask_each(portal, commands(), Question(_deals_of, _more_deals)):
        for row in page.rows:
            without.pop(str(row["orderId"]), None)
        yield page
    whole = (Command("sale.order.get", {"id": number}) for number in without)
    yield from ask_each(portal, whole, Question(_clients_of, gone=NO_SUCH_ORDER))


def _deals_of(outcome: Outcome) -> list[dict[str, Any]]:
    """Return each order's number with those of its deals."""
    deals: dict[Any, list[Any]] = {}
    for row in _uncut(outcome):
        deals.setdefault(row["orderId"], []).append(row["ownerId"])
    return [{"orderId": order, "ownerIds": numbers} for order, numbers in deals.items()]


def _more_deals(outcome: Outcome) -> list[Command]:
    return DEALS.rest(outcome, _uncut(outcome))


def _uncut(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the rows of a page; where more follow, not those of its last order, which is cut.

    Of an order with more deals than a page has rows, those of the page must do.
    """
    rows = DEALS.listing.rows(outcome)
    if not DEALS.rest(outcome):
        return rows
    return [row for row in rows if row["orderId"] != rows[-1]["orderId"]] or rows


def _clients_of(outcome: Outcome) -> list[dict[str, Any]]:
    """Return an order's number and clients; the rest of it, address and all, is not wanted here."""
    order = as_map(as_map(outcome.result).get("order"))
    return [{name: order.get(name) for name in ("id", "clients")}]


def _since(portal: Portal, request: Request) -> dict[str, Any]:
    """Return a filter of orders: from the bookmark or the interval on, whichever is earlier.

    There is none when the bookmark says nothing.
    """
    seen, start = request.marked(_aware, None), request.start.replace(tzinfo=UTC)
    if seen is None:
        return {}
    if portal.now is not None and seen.timestamp() > portal.now:
        _log.warning(
            "%s: its bookmark lies ahead of the portal's clock, which was wrong; orders are asked "
            "that changed since %s",
            *(request.stream_name, start),
        )
    return {f">={ORDERS.cursor}": min(seen, start).isoformat()}


def _aware(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC)


def _changed(portal: Portal, since: dict[str, Any]) -> Iterator[Page]:
    return walk(portal, ORDERS, since, (ORDERS.key,), is_short=bool(since))


def _marked(portal: Portal, pages: Iterator[Page]) -> Iterator[Page]:
    """Yield pages with the moment, by the portal's clock, from which the next reading goes on."""
    bookmark = ""
    if portal.now is not None:
        opened = datetime.fromtimestamp(portal.now - MARGIN_SECONDS, UTC)
        bookmark = opened.isoformat(timespec="seconds")
    for page in pages:
        yield replace(page, bookmark=bookmark)

"""The streams of a Bitrix24 portal, and how each is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from types import MappingProxyType

from include.sources.connector import Access, Page, Request, StreamReader
from include.sources.paged import paged
from include.sources.streams import SystemStream
from include.sources.systems.bitrix24.commands import Command
from include.sources.systems.bitrix24.comments import read_comments
from include.sources.systems.bitrix24.listing import COUNTED, Listing, is_short, offsets, walk
from include.sources.systems.bitrix24.portal import Portal, open_portal
from include.sources.systems.bitrix24.shop import (
    LINES,
    ORDER_STATUSES,
    ORDERS,
    PAYMENTS,
    Parts,
    keys_of_parts,
    read_clients,
    read_parts,
)
from include.sources.systems.bitrix24.stages import (
    STATUSES,
    deals_in,
    entries_into,
    stages_of,
)

MARGIN = 100  # numbers before the bookmark that are read again: a long call is written late


def _items(kind: int) -> Listing:
    return Listing(
        "crm.item.list", "id", ("items",), "updatedTime", params=(("entityTypeId", kind),)
    )


LISTINGS = MappingProxyType(
    {
        "leads": _items(1),
        "deals": _items(2),
        "contacts": _items(3),
        "companies": _items(4),
        "invoices": _items(31),
        "stage_history": Listing(
            "crm.stagehistory.list",
            "ID",
            ("items",),
            "CREATED_TIME",
            params=(("entityTypeId", 2),),
        ),
        "activities": Listing(
            "crm.activity.list", "ID", (), "LAST_UPDATED", select=("*", "COMMUNICATIONS")
        ),
        "calls": Listing("voximplant.statistic.get", "ID"),
        "shop_orders": ORDERS,
    }
)
USERS = Command("user.get", {"sort": "ID", "order": "ASC"})


@contextmanager
def open_session(access: Access) -> Iterator[Mapping[str, StreamReader]]:
    """Open a portal and return its streams."""
    with open_portal(access) as portal:
        walked = {name: _walked(portal, listing) for name, listing in LISTINGS.items()}
        stages = cache(partial(stages_of, portal))
        yield walked | {
            "deals": replace(walked["deals"], examples=lambda: deals_in(stages())),
            "stage_history": replace(
                walked["stage_history"], examples=lambda: entries_into(stages())
            ),
            "calls": StreamReader(
                partial(_read_new, portal, LISTINGS["calls"]), probe=walked["calls"].probe
            ),
            "comments": StreamReader(
                partial(read_comments, portal, LISTINGS["deals"]), probe=walked["deals"].probe
            ),
            "users": _listed(portal, USERS),
            "statuses": _listed(portal, STATUSES),
            "shop_lines": _of_orders(portal, LINES),
            "shop_payments": _of_orders(portal, PAYMENTS),
            "shop_clients": StreamReader(
                partial(read_clients, portal), probe=walked["shop_orders"].probe
            ),
            "shop_statuses": _listed(
                portal, ORDER_STATUSES.command({}, (), COUNTED), ORDER_STATUSES.place
            ),
        }


def _walked(portal: Portal, listing: Listing) -> StreamReader:
    """Return the reader of a list that is walked by number."""
    return StreamReader(
        lambda request: walk(
            portal, listing, listing.where(request), is_short=is_short(portal, request)
        ),
        keys=lambda request: walk(portal, listing, {}, (listing.key,)),
        probe=lambda: _try(portal, listing.command({}, (listing.key,), COUNTED)),
        fields=partial(_fields_of, portal, listing),
    )


def _fields_of(portal: Portal, listing: Listing, stream: SystemStream) -> dict[str, bool]:
    """Return the fields of a kind of items, all of which are read.

    The portal's own list is trusted with the company's fields, and does not hold all of the others.
    """
    if listing.method != "crm.item.list":
        return {}
    told = portal.one(Command("crm.item.fields", dict(listing.params))).result["fields"]
    usual = [name for name in stream.fields.values() if not name.startswith("uf")]
    return dict.fromkeys([*told, *usual, "fm"], True)


def _read_new(portal: Portal, listing: Listing, request: Request) -> Iterator[Page]:
    """Yield what is numbered after the bookmark, and a margin before it.

    Where not even the margin is left the portal numbers anew: it was restored, or is another.
    """
    after, came = max(0, request.marked(int, 0) - MARGIN), False
    for page in walk(portal, listing, {}, after=after):
        came = True
        yield Page(page.rows, bookmark=str(page.rows[-1][listing.key]), total=page.total)
    if after and not came:
        request.warn_anew("no row is left of those before its bookmark")
        yield from _read_new(portal, listing, replace(request, bookmark=""))


def _listed(portal: Portal, command: Command, place: Sequence[str] = ()) -> StreamReader:
    return StreamReader(
        lambda request: offsets(portal, command, place), probe=lambda: _try(portal, command)
    )


def _of_orders(portal: Portal, parts: Parts) -> StreamReader:
    """Return the reader of what belongs to the shop's orders."""
    listing = parts.listing
    return StreamReader(
        partial(read_parts, portal, parts),
        keys=lambda request: keys_of_parts(portal, parts),
        probe=lambda: _try(portal, listing.command({}, (listing.key,), COUNTED)),
    )


def _try(portal: Portal, command: Command) -> None:
    """Ask as reading would, so that it fails as reading would."""
    portal.one(command)


READER = paged(open_session)

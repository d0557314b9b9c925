"""The portal's shop: orders with their lines, payments and clients, for an administrator's eyes."""

from collections.abc import Callable, Iterator

from sandbox.systems.bitrix24.errors import Refusal
from sandbox.systems.bitrix24.pages import Found, Params, names_of, page, selected
from sandbox.systems.bitrix24.state import Row, State

UNREAD = ("propertyValues", "shipments", "tradeBindings")


def listing(thing: str, place: str) -> Callable[[State, Params], Found]:
    """Return a list method of the shop: its rows lie at `place`, and none of them has a right."""

    def listed(portal: State, params: Params) -> Found:
        _check_right(portal)
        table = portal.table(thing)
        try:
            found = page(portal, table, params, table.fields)
        except Refusal as refusal:
            raise Refusal(400, 0, refusal.description) from None
        names = names_of(params.get("select"))
        found.result = {place: [selected(row, names, table.key) for row in found.result]}
        return found

    return listed


def order_get(portal: State, params: Params) -> Found:
    """Answer sale.order.get: an order with all that belongs to it; numbers of lines are text."""
    _check_right(portal)
    number = int(params.get("id") or 0)
    row = portal.table("order").get(number)
    if row is None:
        raise Refusal(400, 200540400001, "order does not exist")
    lines = [
        line | {"id": str(line["id"]), "orderId": str(number)}
        for line in _of_order(portal, "basket_item", number)
    ]
    parts = {
        "basketItems": lines,
        "payments": list(_of_order(portal, "payment", number)),
        "clients": list(_of_order(portal, "order_client", number)),
    }
    return Found({"order": row | parts | {name: [] for name in UNREAD}}, rows=1)


def remove_order(portal: State, number: int) -> None:
    """Delete an order, with its lines, its payments, its clients and its deal."""
    for thing in ("basket_item", "payment", "order_client", "order_entity"):
        for row in list(_of_order(portal, thing, number)):
            portal.remove(thing, row[portal.table(thing).key])
    portal.remove("order", number)


def _of_order(portal: State, thing: str, number: int) -> Iterator[Row]:
    return (row for row in portal.table(thing).after(-1) if row["orderId"] == number)


def _check_right(portal: State) -> None:
    if not portal.user.is_admin:
        raise Refusal(400, 200040300010, "Access Denied")

"""One call of a method: its scope, its right, its time at work, and the envelope around it."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sandbox.systems.bitrix24 import methods, shop
from sandbox.systems.bitrix24.errors import Refusal, too_long
from sandbox.systems.bitrix24.events import KNOWN
from sandbox.systems.bitrix24.limits import Operating
from sandbox.systems.bitrix24.methods import Found, Method
from sandbox.systems.bitrix24.state import State

FIRST_MOMENT = 1_761_955_200.0  # 2025-11-01T00:00:00Z, when the clock stands at 0
SECONDS_OF_COUNTING = 0.00002  # a row: 49.9 s for 2.39 million, as the vendor measured

METHODS: MappingProxyType[str, tuple[str, Method]] = MappingProxyType(
    {
        "crm.item.list": ("crm", methods.item_list),
        "crm.item.get": ("crm", methods.item_get),
        "crm.item.fields": ("crm", methods.item_fields),
        "crm.item.productrow.list": ("crm", methods.product_rows),
        "crm.stagehistory.list": ("crm", methods.stage_history),
        "crm.activity.list": ("crm", methods.activity_list),
        "crm.status.list": ("crm", methods.statuses),
        "crm.category.list": ("crm", methods.categories),
        "crm.currency.list": ("crm", methods.currencies),
        "crm.timeline.comment.list": ("crm", methods.comments),
        "voximplant.statistic.get": ("telephony", methods.call_statistics),
        "user.get": ("user", methods.users),
        "user.admin": ("", methods.is_admin),
        "profile": ("", methods.profile),
        "crm.orderentity.list": ("crm", shop.listing("order_entity", "orderEntity")),
        "sale.order.list": ("sale", shop.listing("order", "orders")),
        "sale.order.get": ("sale", shop.order_get),
        "sale.basketitem.list": ("sale", shop.listing("basket_item", "basketItems")),
        "sale.payment.list": ("sale", shop.listing("payment", "payments")),
        "sale.status.list": ("sale", shop.listing("order_status", "statuses")),
    }
)


class Calls:
    """Runs methods, and counts the time each has been at work."""

    def __init__(self, portal: State) -> None:
        self.portal, self.clock = portal, portal.clock
        self.operating = Operating(portal.clock)

    def call(self, method: str, params: dict[str, Any], is_app: bool) -> dict[str, Any]:
        """Return the body of an answer, without its `time`; raises `Refusal`."""
        if method.startswith("event."):
            return {"result": self._event(method, params, is_app)}
        if method not in METHODS:
            raise Refusal(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
        scope, run = METHODS[method]
        if scope and scope not in self.portal.scopes:
            raise Refusal(
                403,
                "insufficient_scope",
                "The request requires higher privileges than provided by the access token",
            )
        if not self.operating.allows(method):
            raise too_long()
        found = run(self.portal, params)
        self.operating.add(method, self.portal.page_seconds + found.counted * SECONDS_OF_COUNTING)
        return _body(found)

    def timing(self, began: float, method: str) -> dict[str, Any]:
        """Return the `time` of an answer."""
        start, finish = FIRST_MOMENT + began, FIRST_MOMENT + self.clock()
        return {
            "start": start,
            "finish": finish,
            "duration": finish - start,
            "processing": finish - start,
            "date_start": self._written(start),
            "date_finish": self._written(finish),
            "operating_reset_at": int(FIRST_MOMENT + self.operating.freed_at(method)),
            "operating": self.operating.used(method),
        }

    def _written(self, moment: float) -> str:
        at = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)
        return self.portal.moment(at)

    def _event(self, method: str, params: dict[str, Any], is_app: bool) -> Any:
        """Answer the methods of offline events, which are an application's alone."""
        if not is_app:
            raise Refusal(
                403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method"
            )
        queue = self.portal.queue
        if method == "event.bind":
            return self._bind(params)
        if method == "event.offline.get":
            clears = str(params.get("clear", 1)) != "0"
            process = str(params.get("process_id") or "")
            return queue.hand_out(int(params.get("limit") or 50), clears, process)
        if method == "event.offline.clear":
            queue.clear(str(params.get("process_id") or ""), params.get("message_id"))
            return True
        raise Refusal(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")

    def _bind(self, params: dict[str, Any]) -> bool:
        if not self.portal.user.is_admin:
            raise Refusal(403, "ACCESS_DENIED", "Access denied!")
        event = str(params.get("event") or "").upper()
        if event not in KNOWN or params.get("event_type") != "offline":
            raise Refusal(400, "ERROR_EVENT_NOT_FOUND", "Event not found")
        self.portal.queue.bound.add(event)
        return True


def _body(found: Found) -> dict[str, Any]:
    body: dict[str, Any] = {"result": found.result}
    if found.following is not None:
        body["next"] = found.following
    if found.total is not None:
        body["total"] = found.total
    return body

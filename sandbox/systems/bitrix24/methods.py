"""The methods of the portal: each takes the parameters of a call and returns what it found."""

from collections.abc import Callable

from sandbox.systems.bitrix24.errors import Refusal, denied, not_found
from sandbox.systems.bitrix24.filters import condition_of, ordered, split
from sandbox.systems.bitrix24.pages import Found, Params, names_of, page, selected
from sandbox.systems.bitrix24.shapes import DEAL, INVOICE, KINDS, LEAD
from sandbox.systems.bitrix24.state import State, Table

Method = Callable[[State, Params], Found]


def item_list(portal: State, params: Params) -> Found:
    """Answer crm.item.list."""
    table = _items(portal, params)
    found = page(portal, table, params, table.fields | {"fm"})
    names = names_of(params.get("select"))
    kind = int(params["entityTypeId"])
    rows = [selected(row | {"entityTypeId": kind}, names, "id") for row in found.result]
    found.result = {"items": rows}
    return found


def item_get(portal: State, params: Params) -> Found:
    """Answer crm.item.get."""
    row = _items(portal, params).get(int(params.get("id") or 0))
    if row is None:
        raise not_found()
    return Found({"item": row | {"entityTypeId": int(params["entityTypeId"])}}, rows=1)


def item_fields(portal: State, params: Params) -> Found:
    """Answer crm.item.fields."""
    names = sorted(_items(portal, params).fields)
    return Found({"fields": {name: {"type": "string", "title": name} for name in names}})


def stage_history(portal: State, params: Params) -> Found:
    """Answer crm.stagehistory.list."""
    kind = int(params.get("entityTypeId") or 0)
    if kind not in (LEAD, DEAL, INVOICE):
        raise Refusal(400, 0, f"{KINDS.get(kind, kind)} entity is not supported")
    own = {"=entityTypeId": kind} | dict(params.get("filter") or {})
    fields = portal.table("history").fields | {"STATUS_ID", "STATUS_SEMANTIC_ID", "entityTypeId"}
    found = page(portal, portal.table("history"), params | {"filter": own}, fields)
    of_deals = {"STAGE_ID", "STAGE_SEMANTIC_ID", "CATEGORY_ID"}
    unsaid = {"entityTypeId"} | (of_deals if kind == LEAD else set())
    rows = [{k: v for k, v in row.items() if k not in unsaid} for row in found.result]
    found.result = {"items": rows}
    return found


def activity_list(portal: State, params: Params) -> Found:
    """Answer crm.activity.list; who was spoken to is told only when it is selected."""
    table = portal.table("activity")
    found = page(portal, table, params, table.fields)
    names = names_of(params.get("select"))
    shown = table.fields - {"COMMUNICATIONS"} if "*" in names else set()
    named = shown | (names - {"*"})
    found.result = [selected(row, named, "ID") for row in found.result]
    return found


def call_statistics(portal: State, params: Params) -> Found:
    """Answer voximplant.statistic.get: SORT and ORDER are plain words."""
    table = portal.table("call")
    order = {str(params.get("SORT") or "ID"): str(params.get("ORDER") or "ASC")}
    asked = {"filter": params.get("FILTER"), "order": order, "start": params.get("start")}
    return page(portal, table, asked, table.fields)


def statuses(portal: State, params: Params) -> Found:
    """Answer crm.status.list, which has no pages; a filter that is no map is refused."""
    asked = params.get("filter") or {}
    if not isinstance(asked, dict):
        raise Refusal(400, "Invalid parameters.", "Incorrect parameters passed.")
    table = portal.table("status")
    fits = condition_of(asked, table.fields)
    rows = ordered(filter(fits, table.after(-1)), params.get("order"), "ID")
    return Found(rows, total=len(rows), rows=len(rows))


def categories(portal: State, params: Params) -> Found:
    """Answer crm.category.list."""
    kind = int(params.get("entityTypeId") or 0)
    if kind not in KINDS:
        raise not_found("Smart process not found")
    rows = [row for row in portal.table("category").after(-1) if row["entityTypeId"] == kind]
    return Found({"categories": rows}, total=len(rows), rows=len(rows))


def users(portal: State, params: Params) -> Found:
    """Answer user.get."""
    table = portal.table("user")
    asked = {key.lower(): value for key, value in params.items()}
    order = {str(asked.get("sort") or "ID"): str(asked.get("order") or "ASC")}
    return page(portal, table, asked | {"order": order}, table.fields)


def comments(portal: State, params: Params) -> Found:
    """Answer crm.timeline.comment.list: of one thing, which must be named."""
    asked = {split(key)[1]: value for key, value in (params.get("filter") or {}).items()}
    if not asked.get("ENTITY_ID") or not asked.get("ENTITY_TYPE"):
        raise Refusal(400, "", "ENTITY_ID and ENTITY_TYPE are required")
    table = portal.table("comment")
    return page(portal, table, params, table.fields)


def product_rows(portal: State, params: Params) -> Found:
    """Answer crm.item.productrow.list: of one owner, which must be named."""
    asked = params.get("filter") or {}
    if not {"=ownerType", "=ownerId"} <= set(asked):
        raise denied()
    table = portal.table("product_row")
    found = page(portal, table, params, table.fields)
    found.result = {"productRows": found.result}
    return found


def currencies(portal: State, params: Params) -> Found:
    """Answer crm.currency.list."""
    rows = list(portal.table("currency").after(-1))
    return Found(rows, total=len(rows), rows=len(rows))


def is_admin(portal: State, params: Params) -> Found:
    """Answer user.admin."""
    return Found(portal.user.is_admin)


def profile(portal: State, params: Params) -> Found:
    """Answer profile."""
    row = portal.table("user").get(portal.user.number) or {}
    names = {"NAME": row.get("NAME", ""), "LAST_NAME": row.get("LAST_NAME", "")}
    said = {"ID": str(portal.user.number), "ADMIN": portal.user.is_admin}
    return Found(said | names | {"PERSONAL_GENDER": "", "TIME_ZONE": ""})


def _items(portal: State, params: Params) -> Table:
    kind = str(params.get("entityTypeId") or "")
    if not kind.isdigit() or int(kind) not in KINDS:
        raise not_found("Smart process not found")
    return portal.table(KINDS[int(kind)])

"""How rows are written: properties, labels beside them, and the links to what comes next."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from sandbox.systems.dynamics365.query import Preferences
from sandbox.systems.dynamics365.state import Ref, Row, State
from sandbox.systems.dynamics365.tables import Column, Table

FORMATTED = "OData.Community.Display.V1.FormattedValue"
LOOKUP = "Microsoft.Dynamics.CRM.lookuplogicalname"
NAVIGATION = "Microsoft.Dynamics.CRM.associatednavigationproperty"


def row_body(
    state: State, table: Table, row: Row, names: Iterable[str], wishes: Preferences
) -> dict[str, Any]:
    """Return a row as JSON: the key always, the chosen properties, and annotations if asked for."""
    body: dict[str, Any] = {"@odata.etag": f'W/"{row["versionnumber"]}"'}
    for name in dict.fromkeys([*names, table.key]):
        column = table.properties.get(name)
        if column is None:
            continue
        value = row.get(column.name)
        body |= _annotations(state, column, value, wishes)
        body[name] = plain(value)
    return body


def deleted_body(base: str, table: Table, key: str) -> dict[str, Any]:
    """Return what change tracking says of a row that went."""
    context = f"{base}/api/data/v9.2/$metadata#{table.entity_set}/$deletedEntity"
    return {"@odata.context": context, "id": key, "reason": "deleted"}


def plain(value: Any) -> Any:
    """Return a value as JSON writes it: moments in UTC with a Z."""
    if isinstance(value, Ref):
        return value.id
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}Z"
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def next_link(base: str, entity_set: str, chosen: str, page: int, last: str, serial: int) -> str:
    """Return the link to the next page: encoded twice over, as the vendor's paging cookie is."""
    inner = f'<cookie page="{page}"><{entity_set} last="{{{last}}}" first="{serial}" /></cookie>'
    cookie = quote(quote(inner, safe="").lower(), safe="")
    token = f'<cookie pagenumber="{page + 1}" pagingcookie="{cookie}" istracking="False" />'
    query = f"{_selection(chosen)}$skiptoken={quote(token, safe='=/')}"
    return f"{base}/api/data/v9.2/{entity_set}?{query}"


def delta_link(base: str, entity_set: str, chosen: str, token: str) -> str:
    """Return the link to what will have changed."""
    query = f"{_selection(chosen)}$deltatoken={quote(token, safe='')}"
    return f"{base}/api/data/v9.2/{entity_set}?{query}"


def _selection(chosen: str) -> str:
    return f"$select={quote(chosen, safe=',_')}&" if chosen else ""


def _annotations(state: State, column: Column, value: Any, wishes: Preferences) -> dict[str, Any]:
    name = column.property_name
    said: dict[str, Any] = {}
    label = _label(state, column, value)
    if label is not None and wishes.wants(FORMATTED):
        said[f"{name}@{FORMATTED}"] = label
    if isinstance(value, Ref):
        if wishes.wants(NAVIGATION):
            said[f"{name}@{NAVIGATION}"] = column.name
        if wishes.wants(LOOKUP):
            said[f"{name}@{LOOKUP}"] = value.logical
    return said


def _label(state: State, column: Column, value: Any) -> str | None:
    if isinstance(value, Ref):
        return _primary_name(state, value)
    return column.labels.get(value)


def _primary_name(state: State, ref: Ref) -> str | None:
    for table in state.tables.values():
        if table.logical == ref.logical:
            row = state.rows[table.entity_set].get(ref.id)
            return row.get(table.name) if row else None
    return None

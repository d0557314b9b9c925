"""A table read page by page: plainly, or by change tracking with a link to what comes later."""

from dataclasses import replace
from typing import Any

from sandbox.systems.dynamics365.answers import (
    FORMATTED,
    LOOKUP,
    deleted_body,
    delta_link,
    next_link,
    row_body,
)
from sandbox.systems.dynamics365.errors import (
    ApiError,
    expired_delta,
    malformed_cookie,
    not_tracked,
    unsupported_with_tracking,
)
from sandbox.systems.dynamics365.groups import grouped
from sandbox.systems.dynamics365.places import Cursor, places
from sandbox.systems.dynamics365.query import Preferences, condition, options, selected
from sandbox.systems.dynamics365.state import Row, State
from sandbox.systems.dynamics365.tables import Table

MOST_COUNTED = 5000


def answer(
    state: State, base: str, entity_set: str, raw_query: str, wishes: Preferences
) -> dict[str, Any]:
    """Return one page of a table; `ApiError` when the request is not one."""
    table = state.tables[entity_set]
    if "apply=" in raw_query:
        return grouped(state, table, options(raw_query)["$apply"])
    if "$skiptoken=" in raw_query:
        cursor = state.links.get(f"{entity_set}?{raw_query}")
        if cursor is None:
            raise malformed_cookie()
    else:
        cursor = _begin(state, table, options(raw_query), wishes)
    names = selected(table, cursor.options.get("$select"))
    found, body = _page(state, base, table, names, cursor, wishes)
    context = f"{base}/api/data/v9.2/$metadata#{entity_set}({','.join(names)})"
    return {"@odata.context": context, **body, "value": found}


def count(state: State, entity_set: str, raw_query: str) -> int:
    """Return how many rows there are, 5,000 at most."""
    keep = condition(state.tables[entity_set], options(raw_query).get("$filter"))
    return min(sum(map(keep, state.rows[entity_set].values())), MOST_COUNTED)


def _begin(state: State, table: Table, said: dict[str, str], wishes: Preferences) -> Cursor:
    token = said.pop("$deltatoken", None)
    if token is not None:
        since = state.version_of(token)
        if since is None:
            raise expired_delta()
        return Cursor(said, since=since, until=state.version)
    if not wishes.is_tracking:
        return Cursor(said)
    for option in ("$filter", "$orderby", "$expand", "$top"):
        if option in said:
            raise unsupported_with_tracking(option)
    if not table.is_tracked:
        raise not_tracked(table.logical)
    return Cursor(said, until=state.version)


def _page(
    state: State, base: str, table: Table, names: list[str], cursor: Cursor, wishes: Preferences
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    there = places(state, table, cursor)
    rest = [place for place in there if cursor.after is None or place > cursor.after]
    size = _size(cursor, wishes)
    shown = [_shown(state, base, table, names, place, cursor, wishes) for place in rest[:size]]
    body: dict[str, Any] = {}
    if cursor.options.get("$count") == "true":
        body["@odata.count"] = min(len(there), MOST_COUNTED)
    if len(rest) > size and not _is_topped(cursor, wishes):
        body["@odata.nextLink"] = _next(state, base, table, replace(cursor, after=rest[size - 1]))
    elif cursor.until is not None:
        token = state.delta_token(cursor.until)
        chosen = cursor.options.get("$select", "")
        body["@odata.deltaLink"] = delta_link(_host(state, base), table.entity_set, chosen, token)
    return shown, body


def _size(cursor: Cursor, wishes: Preferences) -> int:
    top = int(cursor.options.get("$top", wishes.page_size))
    return top if _is_topped(cursor, wishes) else wishes.page_size


def _is_topped(cursor: Cursor, wishes: Preferences) -> bool:
    """Return whether `$top` counts: a page size, when it is asked for, goes before it."""
    return "$top" in cursor.options and wishes.page_size == MOST_COUNTED


def _shown(
    state: State,
    base: str,
    table: Table,
    names: list[str],
    place: tuple,
    cursor: Cursor,
    wishes: Preferences,
) -> dict[str, Any]:
    key = place[-1]
    row = state.rows[table.entity_set].get(key)
    if row is None or (cursor.since is not None and place[0] == 1):
        return deleted_body(base, table, key)
    body = row_body(state, table, row, names, wishes)
    return body | _expanded(state, table, row, cursor.options.get("$expand"), wishes)


def _expanded(
    state: State, table: Table, row: Row, option: str | None, wishes: Preferences
) -> dict[str, Any]:
    """Return the parties of an activity, where they are asked for."""
    if not option:
        return {}
    if not table.parties or option.split("(")[0] != table.parties:
        raise ApiError(400, "0x80060888", f"Could not find a property named '{option}'.")
    parties = []
    for mask, ref in row.get("parties", ()):
        party: dict[str, Any] = {"participationtypemask": mask, "_partyid_value": ref.id}
        if wishes.wants(LOOKUP):
            party[f"_partyid_value@{LOOKUP}"] = ref.logical
        if wishes.wants(FORMATTED):
            party[f"participationtypemask@{FORMATTED}"] = "Sender" if mask == 1 else "To Recipient"
        parties.append(party)
    return {table.parties: parties}


def _next(state: State, base: str, table: Table, cursor: Cursor) -> str:
    serial, last = len(state.links) + 1, str(cursor.after[-1])
    chosen = cursor.options.get("$select", "")
    link = next_link(_host(state, base), table.entity_set, chosen, cursor.page, last, serial)
    query = link.partition("?")[2]
    state.links[f"{table.entity_set}?{query}"] = replace(cursor, page=cursor.page + 1)
    return link


def _host(state: State, base: str) -> str:
    return state.link_host or base

"""Pages of a list: fifty rows, counted when `start` is 0 or more, found by number when it is -1."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.systems.bitrix24.errors import bad_argument
from sandbox.systems.bitrix24.filters import comparable, condition_of, ordered
from sandbox.systems.bitrix24.state import Row, State, Table

PAGE_ROWS = 50
Params = dict[str, Any]


@dataclass
class Found:
    """What a method answers, and what it cost: rows it returned and rows it counted."""

    result: Any
    total: int | None = None
    following: int | None = None
    rows: int = 0
    counted: int = 0


def page(portal: State, table: Table, params: Params, fields: set[str]) -> Found:
    """Return the page asked for: counted from 0 on, or uncounted when `start` is -1."""
    asked = params.get("filter") or {}
    fits = condition_of(asked, fields)
    order = params.get("order")
    start = _start(params)
    rows = (row for row in table.after(_least(asked, table.key)) if fits(row))
    if start < 0 and _is_by_key(order, table.key):
        shown = _first(portal, table, rows)
        return Found(shown, total=0, rows=len(shown))
    every = ordered(rows, order, table.key)
    seen = [row for row in every if portal.user.sees(table.thing, row)]
    start = max(0, start)
    total = len(every) if portal.counts_hidden else len(seen)
    shown = seen[start : start + PAGE_ROWS]
    following = start + PAGE_ROWS if start + PAGE_ROWS < len(seen) else None
    return Found(shown, total, following, len(shown), len(every))


def _first(portal: State, table: Table, rows: Iterable[Row]) -> list[Row]:
    shown = []
    for row in rows:
        if portal.user.sees(table.thing, row):
            shown.append(row)
        if len(shown) == PAGE_ROWS:
            break
    return shown


def _start(params: Params) -> int:
    try:
        return int(params.get("start") or 0)
    except ValueError:
        raise bad_argument("Invalid value of start") from None


def _least(asked: Params, key: str) -> float:
    """Return the number after which rows may fit, where the filter says so."""
    value = comparable(asked.get(f">{key}")) if isinstance(asked, dict) else ""
    return value if isinstance(value, float) else -1


def _is_by_key(order: Any, key: str) -> bool:
    return isinstance(order, dict) and {k: str(v).upper() for k, v in order.items()} == {key: "ASC"}


def names_of(select: Any) -> set[str]:
    """Return the names that are selected; `*` when none is."""
    names = list(select.values()) if isinstance(select, dict) else select
    return {str(name) for name in names} if names else {"*"}


def selected(row: Row, names: set[str], key: str) -> Row:
    """Return the fields of a row that were asked for, and its key."""
    return row if "*" in names else {k: v for k, v in row.items() if k in names or k == key}

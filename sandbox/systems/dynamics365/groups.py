"""Rows of a table grouped by some of its columns, as `$apply` asks."""

import re
from typing import Any

from sandbox.systems.dynamics365.answers import plain
from sandbox.systems.dynamics365.errors import ApiError
from sandbox.systems.dynamics365.query import condition, selected, value_of
from sandbox.systems.dynamics365.state import State
from sandbox.systems.dynamics365.tables import Table

MOST_GROUPED = 50_000
_GROUPS = re.compile(r"(?:filter\((.+)\)/)?groupby\(\(([\w,]+)\)\)")


def grouped(state: State, table: Table, apply: str) -> dict[str, Any]:
    """Return each combination of values once; `ApiError` for what is no such question."""
    found = _GROUPS.fullmatch(apply)
    if not found:
        raise ApiError(400, "0x80060888", f"Syntax error in '{apply}' of $apply")
    keep, names = condition(table, found[1]), selected(table, found[2])
    rows = [row for row in state.rows[table.entity_set].values() if keep(row)]
    if len(rows) > MOST_GROUPED:
        raise ApiError(400, "0x8004E023", "AggregateQueryRecordLimit is exceeded.")
    groups = dict.fromkeys(tuple(plain(value_of(row, table, n)) for n in names) for row in rows)
    return {"value": [dict(zip(names, group, strict=True)) for group in groups]}

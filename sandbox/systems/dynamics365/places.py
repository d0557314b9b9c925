"""Where each row stands in a reading: by what it is sorted, or by the version that changed it."""

from dataclasses import dataclass
from typing import Any

from sandbox.systems.dynamics365.query import condition, order, value_of
from sandbox.systems.dynamics365.state import Row, State
from sandbox.systems.dynamics365.tables import Table


@dataclass(frozen=True)
class Cursor:
    """Where a reading stands: its options, the place of the last row, and the versions tracked."""

    options: dict[str, str]
    after: tuple | None = None
    page: int = 1
    since: int | None = None
    until: int | None = None


def places(state: State, table: Table, cursor: Cursor) -> list[tuple]:
    """Return where each row stands in the reading, sorted; the last part is its key.

    A delta tells of the new and the changed by version, and of the deleted after them.
    """
    rows = state.rows[table.entity_set]
    if cursor.since is not None:
        changed = [
            (0, row["versionnumber"], key)
            for key, row in rows.items()
            if cursor.since < row["versionnumber"] <= cursor.until
        ]
        gone = state.deletions[table.entity_set]
        deleted = [(1, d.version, d.id) for d in gone if cursor.since < d.version <= cursor.until]
        return sorted([*changed, *deleted])
    if not {"$filter", "$orderby"} & set(cursor.options):
        return sorted((key,) for key in rows)
    keep = condition(table, cursor.options.get("$filter"))
    by = order(table, cursor.options.get("$orderby"))
    return sorted((_place(table, row, by), key) for key, row in rows.items() if keep(row))


def _place(table: Table, row: Row, by: list[tuple[str, bool]]) -> tuple:
    return tuple(
        _Falling(_sortable(value_of(row, table, name)))
        if falls
        else _sortable(value_of(row, table, name))
        for name, falls in by
    )


def _sortable(value: Any) -> tuple[bool, str]:
    text = f"{value:024.6f}" if isinstance(value, int | float) else str(value)
    return value is not None, text


class _Falling(tuple):
    """Sorts the other way round."""

    def __lt__(self, other: object) -> bool:
        return tuple.__gt__(self, other)

    def __gt__(self, other: object) -> bool:
        return tuple.__lt__(self, other)

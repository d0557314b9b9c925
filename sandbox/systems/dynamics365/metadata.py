"""What the organisation says of its tables: columns, types, labels, and whether it tracks them."""

from typing import Any

from sandbox.systems.dynamics365.errors import ApiError
from sandbox.systems.dynamics365.state import State
from sandbox.systems.dynamics365.tables import Column, Table

_TYPES = {"DateOnly": "DateTime"}


def definition(state: State, logical: str) -> dict[str, Any]:
    """Return what there is to know of a table but its columns."""
    table = _table_of(state, logical)
    return {
        "LogicalName": table.logical,
        "EntitySetName": table.entity_set,
        "PrimaryIdAttribute": table.key,
        "PrimaryNameAttribute": table.name,
        "ChangeTrackingEnabled": table.is_tracked,
    }


def attributes(state: State, logical: str, kind: str) -> dict[str, Any]:
    """Return a table's columns, or those of a kind of choice with their options and labels."""
    columns = _table_of(state, logical).columns.values()
    if kind:
        return {"value": [_choice(column) for column in columns if column.kind == kind]}
    return {"value": [_attribute(column) for column in columns]}


def _table_of(state: State, logical: str) -> Table:
    for table in state.tables.values():
        if table.logical == logical:
            return table
    raise ApiError(
        404,
        "0x80060888",
        f"The entity with a name = '{logical}' was not found in the MetadataCache.",
    )


def _attribute(column: Column) -> dict[str, Any]:
    return {"LogicalName": column.name, "AttributeType": _TYPES.get(column.kind, column.kind)}


def _choice(column: Column) -> dict[str, Any]:
    options = [
        {"Value": int(code), "Label": {"UserLocalizedLabel": {"Label": label}}}
        for code, label in column.labels.items()
    ]
    return {**_attribute(column), "OptionSet": {"Options": options}}

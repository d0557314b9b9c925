"""What the organisation says of its tables: columns, types, labels, and whether it tracks them."""

import re
from typing import Any

from sandbox.systems.dynamics365.errors import ApiError
from sandbox.systems.dynamics365.state import State
from sandbox.systems.dynamics365.tables import Column, Table

_TYPES = {"DateOnly": "DateTime"}


_CUSTOM = ("cr_", "cdi_", "new_")


def many(state: State, options: dict[str, str]) -> dict[str, Any]:
    """Return the tables that a filter names, with their columns if those are asked for."""
    names = re.findall(r"LogicalName eq '(\w+)'", options.get("$filter", ""))
    there = [table.logical for table in state.tables.values()]
    chosen = [name for name in there if name in names or "$filter" not in options]
    found = [definition(state, name) for name in chosen]
    if options.get("$expand", "").startswith("Attributes"):
        for each in found:
            each["Attributes"] = attributes(state, each["LogicalName"], "")["value"]
    return {"value": found}


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
    return {
        "LogicalName": column.name,
        "AttributeType": _TYPES.get(column.kind, column.kind),
        "AttributeOf": None,
        "IsCustomAttribute": column.name.startswith(_CUSTOM),
        "IsValidForRead": True,
    }


def _choice(column: Column) -> dict[str, Any]:
    options = [
        {"Value": int(code), "Label": {"UserLocalizedLabel": {"Label": label}}}
        for code, label in column.labels.items()
    ]
    return {**_attribute(column), "OptionSet": {"Options": options}}

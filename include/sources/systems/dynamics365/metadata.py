"""What the organisation says of its tables: which columns there are, and whether it tracks them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

ABOUT_TABLES = "LogicalName,ChangeTrackingEnabled"
ABOUT_COLUMNS = "LogicalName,AttributeType,AttributeOf,IsCustomAttribute,IsValidForRead"
_NO_VALUES = {"Virtual", "EntityName", "ManagedProperty", "PartyList", "CalendarRules"}


@dataclass(frozen=True)
class Definition:
    """A table as it is now: the properties of its rows, and those that the company added."""

    is_tracked: bool
    properties: frozenset[str]
    custom: frozenset[str]


def question(logical_names: Iterable[str]) -> str:
    """Return the path that asks for many tables at once."""
    names = " or ".join(f"LogicalName eq '{name}'" for name in logical_names)
    return (
        f"EntityDefinitions?$select={ABOUT_TABLES}&$filter={quote(names)}"
        f"&$expand=Attributes($select={ABOUT_COLUMNS})"
    )


def definitions(said: list[dict[str, Any]]) -> dict[str, Definition]:
    """Return the tables of an answer by their logical names."""
    return {each["LogicalName"]: _definition(each) for each in said}


def _definition(said: dict[str, Any]) -> Definition:
    columns = [
        column
        for column in said.get("Attributes", ())
        if column.get("IsValidForRead", True)
        and not column.get("AttributeOf")
        and column.get("AttributeType") not in _NO_VALUES
    ]
    return Definition(
        bool(said.get("ChangeTrackingEnabled")),
        frozenset(map(_property, columns)),
        frozenset(_property(column) for column in columns if column.get("IsCustomAttribute")),
    )


def _property(column: dict[str, Any]) -> str:
    """Return the name of a column in a row: a lookup comes as `_column_value`."""
    name = column["LogicalName"]
    is_lookup = column.get("AttributeType") in ("Lookup", "Customer", "Owner")
    return f"_{name}_value" if is_lookup else name

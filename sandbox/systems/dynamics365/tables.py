"""The tables of an organisation: their columns, the labels of their choices, their keys."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Column:
    """A column: its type as the metadata calls it, and the labels or targets of it."""

    name: str
    kind: str
    labels: dict[Any, str] = field(default_factory=dict)
    targets: tuple[str, ...] = ()

    @property
    def property_name(self) -> str:
        """Name of the column in an answer: a lookup comes as `_name_value`."""
        return f"_{self.name}_value" if self.kind == "Lookup" else self.name


@dataclass
class Table:
    """A table, whose columns a test may add to, rename or drop."""

    entity_set: str
    logical: str
    key: str
    name: str
    columns: dict[str, Column]
    parties: str = ""
    is_tracked: bool = True

    @property
    def properties(self) -> dict[str, Column]:
        """The columns by their names in an answer."""
        return {column.property_name: column for column in self.columns.values()}


def make_tables() -> dict[str, Table]:
    """Return the tables of a fresh organisation by their entity set."""
    return {name: _table(name, said) for name, said in _definitions().items()}


@cache
def _definitions() -> dict[str, Any]:
    file = Path(__file__).with_name("tables.yml")
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _table(entity_set: str, said: dict[str, Any]) -> Table:
    own = [Column(said["key"], "Uniqueidentifier")]
    own += [_column(name, kind) for name, kind in said["columns"].items()]
    columns = {column.name: column for column in [*own, *_common(said.get("states"))]}
    return Table(
        entity_set, said["logical"], said["key"], said["name"], columns, said.get("parties", "")
    )


def _column(name: str, said: str | dict[str, Any]) -> Column:
    if isinstance(said, str):
        return Column(name, said)
    ((kind, content),) = said.items()
    if kind == "Lookup":
        return Column(name, kind, targets=tuple(content))
    if kind == "Boolean":
        return Column(name, kind, labels=dict(zip((False, True), content, strict=True)))
    return Column(name, kind, labels=content)


def _common(states: dict[int, list] | None) -> list[Column]:
    states = states or {0: ["Active", {1: "Active"}], 1: ["Inactive", {2: "Inactive"}]}
    reasons = {code: label for _, reasons in states.values() for code, label in reasons.items()}
    return [
        Column("createdon", "DateTime"),
        Column("modifiedon", "DateTime"),
        Column("ownerid", "Lookup", targets=("systemuser",)),
        Column("statecode", "State", {code: label for code, (label, _) in states.items()}),
        Column("statuscode", "Status", reasons),
        Column("versionnumber", "BigInt"),
    ]

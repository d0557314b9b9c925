"""The shape of a canonical entity: fields with types, a key, and rules over the fields."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

FieldType = Literal["text", "boolean", "date", "timestamp", "money", "price", "quantity"]

SQL_TYPES = MappingProxyType(
    {
        "text": "VARCHAR",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "timestamp": "TIMESTAMP",
        "money": "DECIMAL(18, 2)",
        "price": "DECIMAL(18, 4)",
        "quantity": "DECIMAL(18, 3)",
    }
)


@dataclass(frozen=True)
class Field:
    """One field of an entity.

    `collapse` says which value wins when many rows of a stream give one entity (an order told by
    its lines): the last one said, or the first by value. `named_in` says that the field holds names
    which `company.yml` itself gives: those of its funnels, or of their stages.
    """

    name: str
    type: FieldType
    description: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    minimum: str | None = None
    collapse: Literal["last", "min"] = "last"
    named_in: Literal["funnels", "stages"] | None = None


@dataclass(frozen=True)
class Rule:
    """A condition over an entity's fields that every row must meet, in SQL."""

    holds: str
    otherwise: str


@dataclass(frozen=True)
class Entity:
    """A canonical entity; the first field is its key.

    A key that `falls_back_to_row` may be left out of a mapping: the row's own identity serves.
    """

    name: str
    description: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    falls_back_to_row: bool = False

    @property
    def key(self) -> str:
        """Name of the key field."""
        return self.fields[0].name

    @property
    def view(self) -> str:
        """Name of the entity's view in schema `landing`."""
        return f"{self.name}s"

    def field(self, name: str) -> Field:
        """Return the field of that name; `KeyError` when there is none."""
        return {field.name: field for field in self.fields}[name]

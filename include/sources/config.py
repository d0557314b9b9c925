"""The part of `company.yml` that describes sources: where they are, and which field is what."""

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    SerializeAsAny,
    Tag,
    model_validator,
)

from include.company_sections import Section
from include.sources.config_types import Expression, Names, Schedule, StreamName, Zone, listed
from include.sources.entities import ENTITIES
from include.sources.registry import system_of, systems
from include.sources.shipped import with_shipped
from include.sources.streams import FilesStream, SqlStream, Stream


class _Section(Section):
    model_config = ConfigDict(populate_by_name=True)


class EntityMapping(_Section):
    """How rows of a stream become rows of an entity: one SQL expression per field."""

    stream: str = Field(alias="from")
    where: str | None = None
    columns: dict[str, Expression]


Mappings = Annotated[tuple[EntityMapping, ...], BeforeValidator(listed)]


class _SourceBase(_Section):
    """What every kind of source says."""

    enabled: bool = True
    schedule: Schedule = "0 0 * * *"
    zone: Zone | None = None
    id_prefix: str = ""
    views: dict[StreamName, str] = Field(default_factory=dict)
    entities: dict[str, Mappings]

    @model_validator(mode="after")
    def _mappings_fit(self) -> "_SourceBase":
        twice = set(self.views) & set(self.streams)
        if twice:
            raise ValueError(f"views.{min(twice)} bears the name of a stream")
        for name, mappings in self.entities.items():
            if name not in ENTITIES:
                known = ", ".join(ENTITIES)
                raise ValueError(f"entities.{name} is no entity; there are {known}")
            for mapping in mappings:
                self._check(name, mapping)
        return self

    def _check(self, name: str, mapping: EntityMapping) -> None:
        entity = ENTITIES[name]
        if mapping.stream not in (*self.streams, *self.views):
            raise ValueError(f"entities.{name}.from names no stream: '{mapping.stream}'")
        fields = {field.name for field in entity.fields}
        for column in mapping.columns:
            if column not in fields:
                known = ", ".join(field.name for field in entity.fields)
                raise ValueError(f"entities.{name}.columns.{column} is no field; there are {known}")
        for field in entity.fields:
            by_row = field.name == entity.key and entity.falls_back_to_row
            if field.required and not by_row and field.name not in mapping.columns:
                raise ValueError(f"entities.{name}.columns.{field.name} is required")


class SqlSource(_SourceBase):
    """A database: PostgreSQL, MySQL, MariaDB or SQLite."""

    kind: Literal["sql"]
    connection: str
    streams: dict[StreamName, SqlStream]


class FilesSource(_SourceBase):
    """A drop folder of CSV, XLSX, Parquet or JSON files."""

    kind: Literal["files"]
    streams: dict[StreamName, FilesStream]


class SystemSource(_SourceBase):
    """A system with a connector of its own, which ships its streams and its mapping.

    What the file says goes before what is shipped: keys of a stream one by one, an entity or a
    view whole; an entity that is null is not served. `only` names the streams that are read.
    """

    kind: str
    connection: str | None = None
    options: SerializeAsAny[Section]
    only: Names = ()
    streams: dict[StreamName, SerializeAsAny[Stream]]

    @model_validator(mode="before")
    @classmethod
    def _with_shipped(cls, said: Any) -> Any:
        return with_shipped(said)

    @model_validator(mode="after")
    def _can_be_reached(self) -> "SystemSource":
        if system_of(self.kind).needs_connection and not self.connection:
            raise ValueError("`connection` is required: the name of an Airflow connection")
        return self


def _tag(said: Any) -> str | None:
    """Tell the kinds apart; pydantic names those there are when this is none of them."""
    kind = said.get("kind") if isinstance(said, dict) else getattr(said, "kind", None)
    if kind in ("sql", "files"):
        return kind
    return "system" if kind in systems() else None


Source = Annotated[
    Annotated[SqlSource, Tag("sql")]
    | Annotated[FilesSource, Tag("files")]
    | Annotated[SystemSource, Tag("system")],
    Discriminator(
        _tag,
        custom_error_type="kind",
        custom_error_message=f"`kind` is one of sql, files, {', '.join(systems())}",
    ),
]

"""The part of `company.yml` that describes sources: where they are, and which field is what."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from include.company_sections import Section
from include.sources.config_types import (
    Expression,
    Names,
    Schedule,
    Span,
    StreamName,
    TableName,
    Zone,
)
from include.sources.entities import ENTITIES


class _Section(Section):
    model_config = ConfigDict(populate_by_name=True)


class Stream(_Section):
    """What every stream of a source says: its key, its cursor, and how much is read each time."""

    key: Names = ()
    time: str | None = None
    updated: str | None = None
    overlap: Span = timedelta(0)
    load: Literal["interval", "full", "append"] | None = None
    deletions: Literal["ignore", "sweep"] = "ignore"
    exclude: Names = ()
    zone: Zone | None = None
    time_formats: Names = ()
    decimal_comma: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> "Stream":
        if self.mode == "interval" and not self.cursor:
            raise ValueError("load: interval needs `updated` or `time`")
        if self.updated and not self.key:
            raise ValueError("`updated` needs a `key`: without one no row can be told to be newer")
        if self.deletions == "sweep" and not (self.key and self.mode == "interval"):
            raise ValueError("deletions: sweep needs a `key` and load: interval")
        return self

    @property
    def cursor(self) -> str | None:
        """The column that says which interval a row belongs to."""
        return self.updated or self.time

    @property
    def counts_days(self) -> bool:
        """Whether text may tell a date as a number of days, as sheets do."""
        return False

    @property
    def mode(self) -> Literal["interval", "full", "append"]:
        """How much one extraction reads."""
        return self.load or ("interval" if self.cursor else "full")


class SqlStream(Stream):
    """A table or view of a database."""

    table: TableName
    load: Literal["interval", "full"] | None = None


class FilesStream(Stream):
    """Files of one shape in a drop folder."""

    path: str
    format: Literal["csv", "xlsx", "parquet", "json"] | None = None
    delimiter: str | None = Field(None, min_length=1, max_length=4)
    encoding: str = "utf-8"
    sheet: str | None = None
    skip_rows: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _known_format(self) -> "FilesStream":
        if self.kind not in ("csv", "xlsx", "parquet", "json"):
            raise ValueError(f"format of '{self.path}' is not clear; set `format`")
        return self

    @property
    def kind(self) -> str:
        """The file format, said or taken from the ending."""
        ending = self.path.rsplit(".", 1)[-1].lower()
        return self.format or {"txt": "csv", "tsv": "csv", "jsonl": "json"}.get(ending, ending)

    @property
    def counts_days(self) -> bool:
        """Whether text may tell a date as a number of days, as sheets do."""
        return self.kind == "xlsx"


class EntityMapping(_Section):
    """How rows of a stream become rows of an entity: one SQL expression per field."""

    stream: str = Field(alias="from")
    where: str | None = None
    columns: dict[str, Expression]


def _listed(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Mappings = Annotated[tuple[EntityMapping, ...], BeforeValidator(_listed)]


class _SourceBase(_Section):
    """What every kind of source says."""

    enabled: bool = True
    schedule: Schedule = "0 0 * * *"
    zone: Zone | None = None
    id_prefix: str = ""
    entities: dict[str, Mappings]

    @model_validator(mode="after")
    def _mappings_fit(self) -> "_SourceBase":
        for name, mappings in self.entities.items():
            if name not in ENTITIES:
                known = ", ".join(ENTITIES)
                raise ValueError(f"entities.{name} is no entity; there are {known}")
            for mapping in mappings:
                self._check(name, mapping)
        return self

    def _check(self, name: str, mapping: EntityMapping) -> None:
        entity = ENTITIES[name]
        if mapping.stream not in self.streams:
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


Source = Annotated[SqlSource | FilesSource, Field(discriminator="kind")]

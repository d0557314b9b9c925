"""What `company.yml` says of a stream: its key, its cursor, and how much is read each time."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from include.company_sections import Section
from include.sources.config_types import Names, Span, TableName, Zone

Mode = Literal["interval", "full", "append", "changes"]


class Stream(Section):
    """What every stream of a source says: its key, its cursor, and how much is read each time."""

    key: Names = ()
    time: str | None = None
    updated: str | None = None
    overlap: Span = timedelta(0)
    load: Mode | None = None
    deletions: Literal["ignore", "sweep", "told"] = "ignore"
    exclude: Names = ()
    zone: Zone | None = None
    time_formats: Names = ()
    decimal_comma: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> "Stream":
        if self.mode == "interval" and not self.cursor:
            raise ValueError("load: interval needs `updated` or `time`")
        if self.mode == "changes" and not self.key:
            raise ValueError("load: changes needs a `key`: a change replaces the row it changes")
        if self.updated and not self.key:
            raise ValueError("`updated` needs a `key`: without one no row can be told to be newer")
        if self.deletions != "ignore" and not (self.key and self.mode in ("interval", "changes")):
            raise ValueError(
                f"deletions: {self.deletions} needs a `key` and load: interval or changes"
            )
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
    def mode(self) -> Mode:
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
    load: Literal["interval", "full", "append"] | None = None

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


def _by_column(value: object) -> object:
    return {name: name for name in value} if isinstance(value, list | tuple) else value


def _found(fields: dict[str, str]) -> dict[str, str]:
    """Refuse a dot that may be meant for a step, and would be sought in a name of the row."""
    for place in fields.values():
        if "." in place and "@" not in place and not place.startswith(("$", "=")):
            raise ValueError(
                f"'{place}' names no field; write $.{place} for a field within a field, or "
                f'$."{place}" for one whose name holds a dot'
            )
    return fields


Fields = Annotated[dict[str, str], BeforeValidator(_by_column), AfterValidator(_found)]


class SystemStream(Stream):
    """Rows that a system hands over as JSON.

    `fields` says which of a row's values are landed as text columns of their own, each by a key
    of the row, by a path (`$.a.b`) or, after `=`, by SQL over `payload`, the row's JSON verbatim.
    """

    fields: Fields = Field(min_length=1)

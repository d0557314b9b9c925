"""Turn a mapping into SQL: raw rows of a stream in, typed rows of an entity out.

The same SQL serves twice, so that the two can never disagree: at the door, over a batch file, to
find the rows that break the entity's contract; and in the warehouse, over the landed rows.
"""

from dataclasses import dataclass

import duckdb

from include.errors import ClienteleError
from include.sources.config import EntityMapping, Source
from include.sources.entities import ENTITIES
from include.sources.entities.entity import Entity, Field
from include.sources.streams import Stream
from include.sources.values import said, timestamp_utc, typed

_NESTED = ("STRUCT", "MAP", "UNION")


@dataclass(frozen=True)
class Mapped:
    """One mapping of one entity, bound to the columns that its stream really has."""

    entity: Entity
    source_name: str
    source: Source
    mapping: EntityMapping
    zone: str
    columns: dict[str, str]

    @property
    def stream(self) -> Stream:
        """The stream the mapping reads; a view has none, and says nothing of itself."""
        return stream_of(self.source, self.mapping.stream)

    @property
    def place(self) -> str:
        """Where in company.yml a reader finds this mapping."""
        return f"company.yml: sources.{self.source_name}.entities.{self.entity.name}"

    @property
    def keeps_rows(self) -> bool:
        """Whether each row of the stream is one row of the entity.

        Lines, returns, payments and plans always are: two of one key are a mistake to be seen.
        A view has grouped its rows already.
        """
        if self.entity.falls_back_to_row or self.mapping.stream in self.source.views:
            return True
        expression = self.mapping.columns.get(self.entity.key)
        return expression is None or self.stream.key == (expression,)

    def raw(self, field: Field) -> str | None:
        """Return the SQL of a field's value as the source writes it; None when not mapped."""
        expression = self.mapping.columns.get(field.name)
        if expression is not None:
            return column_or_expression(expression, self.columns)
        return "_row_key" if field.name == self.entity.key else None

    @property
    def condition(self) -> str:
        """Return the SQL condition that selects the entity's rows of the stream."""
        return f"coalesce(try(({self.mapping.where})), false)" if self.mapping.where else "true"


def bind(
    database: duckdb.DuckDBPyConnection,
    relation: str,
    source_name: str,
    source: Source,
    company_zone: str,
    stream_name: str,
) -> list[Mapped]:
    """Bind every mapping that reads a stream, or a view, to the columns of `relation`.

    Raises `ClienteleError` naming the mapping and the field when an expression does not fit.
    """
    columns = describe(database, f"select * from {relation}")
    bound = []
    for name, mappings in source.entities.items():
        for mapping in mappings:
            if mapping.stream == stream_name:
                stream = stream_of(source, stream_name)
                zone = stream.zone or source.zone or company_zone
                mapped = Mapped(ENTITIES[name], source_name, source, mapping, zone, columns)
                _check_expressions(database, relation, mapped)
                bound.append(mapped)
    return bound


def stream_of(source: Source, name: str) -> Stream:
    """Return what a source says of a stream; of a view there is nothing to say."""
    return source.streams.get(name) or Stream()


def describe(database: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    """Return the columns of a query with their DuckDB types."""
    return dict(_described(database, query))


def _described(database: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, str]]:
    """Ask for a query's columns; text that closes the query and opens another is no query."""
    statements = database.extract_statements(f"describe {query}")
    if len(statements) != 1:
        raise duckdb.ParserException("it is more than one statement")
    return [(name, kind) for name, kind, *_ in database.execute(statements[0]).fetchall()]


def column_or_expression(text: str, columns: dict[str, str]) -> str:
    """Quote a plain column name; guard an expression so that a row it fails on gives null."""
    by_name = {name.lower(): name for name in columns}
    if text.lower() in by_name:
        return quoted_name(by_name[text.lower()])
    return f"try(({text}))"


def quoted_name(name: str) -> str:
    """Quote a column name, which may hold dots."""
    return '"' + name.replace('"', '""') + '"'


def with_typed_fields(
    database: duckdb.DuckDBPyConnection, relation: str, mapped: Mapped, prefix: str = ""
) -> str:
    """Return a query: the relation's columns, then each field as it came and as it is read.

    Per field that is `raw_<field>` verbatim, `said_<field>` null where it is blank, and `<field>`
    typed.
    """
    fields = mapped.entity.fields
    raws = [f"{mapped.raw(field) or 'null'} as {prefix}raw_{field.name}" for field in fields]
    kinds = describe(database, f"select {', '.join(raws)} from {relation}")
    texts, values = [], []
    for field, (raw, kind) in zip(fields, kinds.items(), strict=True):
        name = f"{prefix}said_{field.name}"
        texts.append(f"{said(raw, kind)} as {name}")
        known = name if kind == "VARCHAR" else raw
        values.append(f"{_typed(known, kind, field, mapped)} as {prefix}{field.name}")
    rows = f"select *, {', '.join(raws)} from {relation}"
    return f"select *, {', '.join(values)} from (select *, {', '.join(texts)} from ({rows}))"


def moment_of(column: str | None, columns: dict[str, str], stream: Stream, zone: str) -> str | None:
    """Return SQL for a cursor column as naive UTC; None when the stream has no such column."""
    if column is None:
        return None
    kinds = {name.lower(): kind for name, kind in columns.items()}
    kind = kinds.get(column.lower(), "VARCHAR")
    return timestamp_utc(column_or_expression(column, columns), kind, zone, stream.time_formats)


def _typed(name: str, kind: str, field: Field, mapped: Mapped) -> str:
    known = kind if mapped.raw(field) else None
    return typed(name, known, field, mapped.stream, mapped.zone, mapped.source.id_prefix)


def _check_expressions(database: duckdb.DuckDBPyConnection, relation: str, mapped: Mapped) -> None:
    """Try all expressions at once; when they do not fit, find the one to name."""
    parts = {f"columns.{field.name}": mapped.raw(field) for field in mapped.entity.fields}
    parts = {part: sql for part, sql in parts.items() if sql} | {"where": mapped.condition}
    if _misfit(database, relation, ", ".join(parts.values())) is None:
        return
    for part, sql in parts.items():
        reason = _misfit(database, relation, sql)
        if reason is not None:
            there = ", ".join(name for name in mapped.columns if not name.startswith("_"))
            raise ClienteleError(
                f"the expression does not fit the stream: {reason}",
                where=f"{mapped.place}.{part}",
                remedy=f"The stream '{mapped.mapping.stream}' has the columns {there}; a constant "
                "text stands in quotes of its own, as in \"'web'\"",
            )


def _misfit(database: duckdb.DuckDBPyConnection, relation: str, sql: str) -> str | None:
    try:
        kinds = _described(database, f"select {sql} from {relation}")
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    nested = next((kind for _, kind in kinds if kind.startswith(_NESTED)), None)
    return nested and f"it gives a {nested.split('(')[0]}, not one value"

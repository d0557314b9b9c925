"""Turn a mapping into SQL: raw rows of a stream in, typed rows of an entity out.

The same SQL serves twice, so that the two can never disagree: at the door, over a batch file, to
find the rows that break the entity's contract; and in the warehouse, over the landed rows.
"""

from dataclasses import dataclass

import duckdb

from include.errors import ClienteleError
from include.sources.config import EntityMapping, Source, Stream
from include.sources.entities import ENTITIES, SQL_TYPES, Entity, Field
from include.warehouse import literal


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
        """The stream the mapping reads."""
        return self.source.streams[self.mapping.stream]

    @property
    def place(self) -> str:
        """Where in company.yml a reader finds this mapping."""
        return f"company.yml: sources.{self.source_name}.entities.{self.entity.name}"

    @property
    def keeps_rows(self) -> bool:
        """Whether each row of the stream is one row of the entity."""
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
    """Bind every mapping that reads a stream to the columns of `relation`.

    Raises `ClienteleError` naming the mapping and the field when an expression does not fit.
    """
    columns = describe(database, f"select * from {relation}")
    bound = []
    for name, mappings in source.entities.items():
        for mapping in mappings:
            if mapping.stream == stream_name:
                stream = source.streams[stream_name]
                zone = stream.zone or source.zone or company_zone
                mapped = Mapped(ENTITIES[name], source_name, source, mapping, zone, columns)
                _check_expressions(database, relation, mapped)
                bound.append(mapped)
    return bound


def describe(database: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    """Return the columns of a query with their DuckDB types."""
    rows = database.execute(f"describe {query}").fetchall()
    return {name: kind for name, kind, *_ in rows}


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
    """Return a query: the relation's columns, then per field `raw_<field>` and `<field>`, typed."""
    fields = mapped.entity.fields
    raws = [f"{mapped.raw(field) or 'null'} as {prefix}raw_{field.name}" for field in fields]
    kinds = describe(database, f"select {', '.join(raws)} from {relation}")
    typed = [
        f"{_parsed(name, kind if mapped.raw(field) else 'NULL', field, mapped)} "
        f"as {prefix}{field.name}"
        for field, (name, kind) in zip(fields, kinds.items(), strict=True)
    ]
    return f"select *, {', '.join(typed)} from (select *, {', '.join(raws)} from {relation})"


def timestamp_utc(expression: str, kind: str, zone: str, formats: tuple[str, ...] = ()) -> str:
    """Return SQL that reads a moment of the given DuckDB type as naive UTC, null when it cannot.

    Naive values are local to `zone`; text may carry its own offset.
    """
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {expression})"
    local = f"timezone('UTC', timezone({literal(zone)}, {{}}))"
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return local.format(f"cast({expression} as TIMESTAMP)")
    if kind != "VARCHAR":
        return "cast(null as TIMESTAMP)"
    tries = [f"try_strptime({expression}, {literal(form)})" for form in formats]
    naive = f"coalesce({', '.join([*tries, f'try_cast({expression} as TIMESTAMP)'])})"
    return (
        f"case when regexp_matches({expression}, ':\\d\\d.*(Z|[+-]\\d\\d(:?\\d\\d)?)$') "
        f"then timezone('UTC', try_cast({expression} as TIMESTAMPTZ)) "
        f"else {local.format(naive)} end"
    )


def moment_of(column: str | None, columns: dict[str, str], stream: Stream, zone: str) -> str | None:
    """Return SQL for a cursor column as naive UTC; None when the stream has no such column."""
    if column is None:
        return None
    kinds = {name.lower(): kind for name, kind in columns.items()}
    kind = kinds.get(column.lower(), "VARCHAR")
    return timestamp_utc(column_or_expression(column, columns), kind, zone, stream.time_formats)


def _parsed(name: str, kind: str, field: Field, mapped: Mapped) -> str:
    stream, target = mapped.stream, SQL_TYPES[field.type]
    value = f"nullif(trim({name}), '')" if kind == "VARCHAR" else name
    if kind == "NULL":
        return f"cast(null as {target})"
    if field.type == "text":
        return _as_text(value, kind, field, mapped)
    if field.type == "timestamp":
        return timestamp_utc(value, kind, mapped.zone, stream.time_formats)
    if field.type == "date":
        return _as_date(value, kind, mapped)
    if kind == "VARCHAR" and field.type != "boolean":
        value = _plain_number(value, stream.decimal_comma)
    return f"try_cast({value} as {target})"


def _as_text(value: str, kind: str, field: Field, mapped: Mapped) -> str:
    if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        whole = f"cast(try_cast({value} as HUGEINT) as VARCHAR)"
        text = f"case when {value} = trunc({value}) then {whole} else cast({value} as VARCHAR) end"
    else:
        text = f"cast({value} as VARCHAR)"
    prefix = mapped.source.id_prefix
    return f"{literal(prefix)} || {text}" if prefix and field.name.endswith("_id") else text


def _as_date(value: str, kind: str, mapped: Mapped) -> str:
    if kind == "VARCHAR":
        formats = mapped.stream.time_formats
        tries = [f"try_strptime({value}, {literal(form)})" for form in formats]
        moment = f"coalesce({', '.join([*tries, f'try_cast({value} as TIMESTAMP)'])})"
        return f"cast({moment} as DATE)"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"cast(timezone({literal(mapped.zone)}, {value}) as DATE)"
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return f"cast({value} as DATE)"
    return "cast(null as DATE)"


def _plain_number(value: str, decimal_comma: bool) -> str:
    """Read 1 234.50 and 1,234.50, or 1.234,50; a mark in any other place makes it unreadable."""
    bare = f"regexp_replace({value}, '[\\s\\x{{00A0}}\\x{{202F}}]', '', 'g')"
    group, point = (r"\.", ",") if decimal_comma else (",", r"\.")
    shape = rf"^[-+]?(\d+|\d{{1,3}}({group}\d{{3}})+)({point}\d+)?$"
    grouping = group.strip("\\")
    digits = f"replace(replace({bare}, '{grouping}', ''), ',', '.')"
    return f"case when regexp_matches({bare}, '{shape}') then {digits} end"


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
                remedy=f"The stream '{mapped.mapping.stream}' has the columns {there}",
            )


def _misfit(database: duckdb.DuckDBPyConnection, relation: str, sql: str) -> str | None:
    try:
        database.execute(f"describe select {sql} from {relation}")
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    return None

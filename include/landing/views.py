"""The typed views of schema `landing`, one per canonical entity: all that dbt reads."""

from collections.abc import Iterator
from datetime import datetime

import duckdb

from include.company import Company
from include.landing.company_tables import create_company_tables
from include.landing.raw_tables import OWN_COLUMNS, raw_table
from include.sources.config import Source
from include.sources.entities import ENTITIES
from include.sources.entities.entity import SQL_TYPES, Entity
from include.sources.mapping import Mapped, bind, with_typed_fields
from include.sources.views import view_relation


def create_views(
    database: duckdb.DuckDBPyConnection, company: Company, known_at: datetime | None
) -> None:
    """Make `landing.<entity>s` for every entity, with one row per key among what was known.

    An entity that no source serves is an empty view of the right types.
    """
    database.execute("create schema if not exists landing")
    mappings: dict[str, list[str]] = {name: [] for name in ENTITIES}
    changes: list[str] = []
    for source_name, source in company.enabled_sources.items():
        for mapped, table in _landed(database, company, source_name, source):
            mappings[mapped.entity.name].append(_current(database, table, mapped, known_at))
            if mapped.entity.name == "order":
                changes.append(_status_changes(database, table, mapped, known_at))
        for mapped, relation in _derived(database, company, source_name, source, known_at):
            rows = _selected(database, relation, mapped, "true")
            mappings[mapped.entity.name].append(rows)
            if mapped.entity.name == "order":
                changes.append(_status_now(rows))
    for name, queries in mappings.items():
        entity = ENTITIES[name]
        _create(database, entity.view, [_empty(entity), *queries])
    _create(database, "order_status_changes", [_no_changes(), *changes])
    create_company_tables(database, company)


def _landed(
    database: duckdb.DuckDBPyConnection, company: Company, source_name: str, source: Source
) -> Iterator[tuple[Mapped, str]]:
    """Yield the mappings of every stream that has landed, each with the stream's raw table."""
    for stream_name in source.streams:
        table = raw_table(source_name, stream_name)
        if _has_rows_of_its_own(database, table):
            bound = bind(database, table, source_name, source, company.zone, stream_name)
            yield from ((mapped, table) for mapped in bound)


def _derived(
    database: duckdb.DuckDBPyConnection,
    company: Company,
    source_name: str,
    source: Source,
    known_at: datetime | None,
) -> Iterator[tuple[Mapped, str]]:
    """Yield the mappings of every view, each with a relation over its streams' valid rows."""
    tables = {stream: raw_table(source_name, stream) for stream in source.streams}
    streams = {
        stream: f"select * from {table} where {_known(known_at)} and not _is_deleted"
        for stream, table in tables.items()
        if _has_rows_of_its_own(database, table)
    }
    for name in source.views:
        relation = view_relation(database, source_name, source, name, streams)
        if relation is not None:
            bound = bind(database, relation, source_name, source, company.zone, name)
            yield from ((mapped, relation) for mapped in bound)


def _create(database: duckdb.DuckDBPyConnection, name: str, queries: list[str]) -> None:
    database.execute(f"create or replace view landing.{name} as {' union all '.join(queries)}")


def _has_rows_of_its_own(database: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Say whether a stream has ever landed: before, its columns are not known."""
    columns = database.execute(f"describe {table}").fetchall()
    return any(name not in OWN_COLUMNS for name, *_ in columns)


def _known(known_at: datetime | None) -> str:
    if known_at is None:
        return "_superseded_at is null"
    moment = f"TIMESTAMP '{known_at.isoformat()}'"
    return f"_ingested_at <= {moment} and coalesce(_superseded_at > {moment}, true)"


def _current(
    database: duckdb.DuckDBPyConnection, table: str, mapped: Mapped, known_at: datetime | None
) -> str:
    """Return a query of the entity's rows that are valid, one per key."""
    valid = f"{_known(known_at)} and not _is_deleted"
    return _selected(database, table, mapped, valid)


def _selected(
    database: duckdb.DuckDBPyConnection, relation: str, mapped: Mapped, valid: str
) -> str:
    typed = _typed_rows(database, relation, mapped)
    names = [field.name for field in mapped.entity.fields]
    source = f"'{mapped.source_name}' as source_name"
    if mapped.keeps_rows:
        updated = "_source_updated_at as source_updated_at"
        return f"select {', '.join(names)}, {source}, {updated} from ({typed}) where {valid}"
    return (
        f"select {', '.join(_collapsed(mapped.entity))}, {source}, "
        f"max(_source_updated_at) as source_updated_at "
        f"from ({typed}) where {valid} group by all"
    )


def _typed_rows(database: duckdb.DuckDBPyConnection, table: str, mapped: Mapped) -> str:
    """Return a query of the selected rows with the entity's fields and nothing of the source's.

    A column of the source may bear a field's name and must not stand in for it.
    """
    typed = with_typed_fields(database, table, mapped, "_mapped_")
    fields = [f"_mapped_{field.name} as {field.name}" for field in mapped.entity.fields]
    own = "columns('^_(row_key|event_at|source_updated_at|ingested_at|superseded_at|is_deleted)$')"
    return f"select {own}, {', '.join(fields)} from ({typed}) where {mapped.condition}"


def _collapsed(entity: Entity) -> list[str]:
    """Return, per field, the aggregate that tells an entity from the many rows that mention it."""
    newest = (
        "{'updated': coalesce(_source_updated_at, TIMESTAMP '-infinity'), "
        "'happened': coalesce(_event_at, TIMESTAMP '-infinity'), 'row_key': _row_key}"
    )
    key, *others = entity.fields
    return [key.name] + [
        f"min({field.name}) as {field.name}"
        if field.collapse == "min"
        else f"arg_max({field.name}, {newest}) as {field.name}"
        for field in others
    ]


def _status_changes(
    database: duckdb.DuckDBPyConnection, table: str, mapped: Mapped, known_at: datetime | None
) -> str:
    """Return the status of every landed version of an order; the first counts from the order.

    Where many rows tell of one order, or no time of update is given, versions have no date: the
    status that is valid now is as old as the order.
    """
    if not (mapped.keeps_rows and mapped.stream.updated):
        return _status_now(_current(database, table, mapped, known_at))
    source = f"'{mapped.source_name}' as source_name"
    typed = _typed_rows(database, table, mapped)
    known = "true" if known_at is None else f"_ingested_at <= TIMESTAMP '{known_at.isoformat()}'"
    version = "_source_updated_at nulls first, _ingested_at"
    return (
        "select order_id, status, case when "
        f"row_number() over (partition by order_id order by {version}) = 1 then ordered_at "
        f"else coalesce(_source_updated_at, ordered_at) end as changed_at, {source} "
        f"from ({typed}) where {known} and not _is_deleted "
        "and status is not null"
    )


def _status_now(orders: str) -> str:
    """Return the status that orders have, as old as they are."""
    return (
        "select order_id, status, ordered_at as changed_at, source_name "
        f"from ({orders}) where status is not null"
    )


def _empty(entity: Entity) -> str:
    fields = [f"cast(null as {SQL_TYPES[field.type]}) as {field.name}" for field in entity.fields]
    tail = ["cast(null as VARCHAR) as source_name", "cast(null as TIMESTAMP) as source_updated_at"]
    return f"select {', '.join(fields + tail)} where false"


def _no_changes() -> str:
    return (
        "select cast(null as VARCHAR) as order_id, cast(null as VARCHAR) as status, "
        "cast(null as TIMESTAMP) as changed_at, cast(null as VARCHAR) as source_name where false"
    )

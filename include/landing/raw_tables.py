"""How a raw table takes rows in: columns that hold what comes, and an identity for each row."""

import duckdb

from include.sources.common_type import common_type
from include.sources.mapping import column_or_expression, describe, quoted_name
from include.sources.streams import Stream
from include.sources.values import as_text
from include.warehouse import quoted

OWN_COLUMNS = {
    "_batch_id": "VARCHAR",
    "_part": "VARCHAR",
    "_row_key": "VARCHAR",
    "_event_at": "TIMESTAMP",
    "_source_updated_at": "TIMESTAMP",
    "_ingested_at": "TIMESTAMP",
    "_superseded_at": "TIMESTAMP",
    "_is_deleted": "BOOLEAN",
}


def raw_table(source_name: str, stream_name: str) -> str:
    """Return the quoted name of a stream's raw table."""
    return f"raw.{quoted(f'{source_name}__{stream_name}')}"


def widen(
    database: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], arriving: str
) -> None:
    """Give the raw table the columns it lacks, and a column of a new type one that holds both."""
    present = {name.lower(): kind for name, kind in describe(database, f"from {table}").items()}
    for name, kind in columns.items():
        known = present.get(name.lower())
        if known is None:
            database.execute(f"alter table {table} add column {quoted_name(name)} {kind}")
        elif known not in (kind, "VARCHAR"):
            column = quoted_name(name)
            both = common_type(database, column, {table: known, arriving: kind})
            spelt = as_text(column, known) if both == "VARCHAR" else f"cast({column} as {both})"
            database.execute(
                f"alter table {table} alter column {column} set data type {both} using {spelt}"
            )


def as_held(database: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> list[str]:
    """Return SQL of each arriving column as the raw table holds it: numbers among text are spelt.

    A sheet tells a number as 1.0 where a text says 1; one client must not become two by it.
    """
    held = {name.lower(): kind for name, kind in describe(database, f"from {table}").items()}
    return [
        f"{as_text(quoted_name(name), kind)} as {quoted_name(name)}"
        if held[name.lower()] == "VARCHAR"
        else quoted_name(name)
        for name, kind in columns.items()
    ]


def identity(stream: Stream, columns: dict[str, str]) -> str:
    """Return SQL of a row's identity: its key or, without one, its content and a number.

    Rows that are equal in every column are told apart by counting them within their batch.
    """
    if stream.key:
        kinds = {name.lower(): kind for name, kind in columns.items()}
        keys = [
            as_text(column_or_expression(key, columns), kinds.get(key.lower(), "VARCHAR"))
            for key in stream.key
        ]
        return keys[0] if len(keys) == 1 else f"cast(to_json([{', '.join(keys)}]) as VARCHAR)"
    body = ", ".join(map(quoted_name, columns))
    content = f"md5(cast(row({body}) as VARCHAR))"
    number = f"row_number() over (partition by _batch_id, {content})"
    return f"{content} || '-' || {number}"

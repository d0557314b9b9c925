"""The tables that publishing adds: of which day the file is, and what each source has brought."""

from collections.abc import Mapping
from datetime import date

import duckdb

from include.company import Company
from include.landing.status import source_status
from include.warehouse import literal, quoted

# table -> what a row is, and per column its type and meaning
STATUS_TABLES = {
    "rpt_generation": (
        "One row per file: the day it speaks of.",
        {"as_of_date": ("DATE", "The last full local day that was known.")},
    ),
    "rpt_sources": (
        "One row per source, with what it has brought.",
        {
            "source_name": ("VARCHAR", "The source, as company.yml names it."),
            "last_window_end": ("TIMESTAMP", "Up to when it was read (UTC); null when never."),
            "rows": ("BIGINT", "Rows that its newest readings landed."),
            "quarantined_rows": ("BIGINT", "Rows of these readings that its contract refused."),
            "is_missing": ("BOOLEAN", "Whether it was not read up to the end of the day."),
        },
    ),
}


def write_status(
    database: duckdb.DuckDBPyConnection, schema: str, company: Company, as_of: date
) -> None:
    """Write both tables into a schema, such as `target.reports`."""
    rows = {"rpt_generation": [(as_of,)], "rpt_sources": source_status(company, as_of)}
    for table, (grain, columns) in STATUS_TABLES.items():
        name = f"{schema}.{table}"
        body = ", ".join(f"{quoted(column)} {kind}" for column, (kind, _) in columns.items())
        database.execute(f"create table {name} ({body})")
        for row in rows[table]:
            database.execute(f"insert into {name} values ({', '.join('?' for _ in row)})", row)
        comment_on(database, name, grain, {column: words for column, (_, words) in columns.items()})


def comment_on(
    database: duckdb.DuckDBPyConnection, table: str, grain: str | None, columns: Mapping[str, str]
) -> None:
    """Write into the file what a row and the columns of a table are."""
    if grain:
        database.execute(f"comment on table {table} is {literal(grain)}")
    for column, words in columns.items():
        database.execute(f"comment on column {table}.{quoted(column)} is {literal(words)}")

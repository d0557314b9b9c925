"""A large shop that does not exist, made by arithmetic alone: files of a drop folder, and landed.

Three years of orders, four lines each; some clients buy far more often than others, every fiftieth
order is cancelled and one line in forty comes back.
"""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from include.company import load_company
from include.settings import paths
from include.sources.extract import extract
from include.warehouse import connect, literal

LINES_OF_ORDER = 4
LINES_OF_CLIENT = 40
LINES_OF_REFUND = 40
PRODUCTS, STAFF = 10_000, 40
FIRST, AFTER = datetime(2022, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
SPAN = int((AFTER - FIRST).total_seconds())

TABLES = {
    "products": f"""
        select n as id, 'Gift no. ' || n as title, 'category ' || n % 25 as category,
            cast((199 + hash(n) % 9000) / 100 as DECIMAL(12, 2)) as price
        from range(1, {PRODUCTS} + 1) as t(n)
    """,
    "staff": f"select n as id, 'Seller no. ' || n as full_name from range(1, {STAFF} + 1) as t(n)",
    "customers": f"""
        select n as id, 'Client no. ' || n as name, 'client' || n || '@mail.example' as email,
            ['GB', 'IE', 'FR', 'DE'][1 + n % 4] as country, TIMESTAMPTZ '{FIRST}' as created_at
        from range(1, $clients + 1) as t(n)
    """,
    "orders": f"""
        select n as id,
            case when n % 40 > 0 then
                1 + cast(floor(pow(hash(n) % 1000003 / 1000003, 2) * $clients) as BIGINT)
            end as customer_id,
            1 + hash(n + 1) % {STAFF} as staff_id,
            ['web', 'shop', 'phone'][1 + n % 3] as channel,
            TIMESTAMPTZ '{FIRST}' + to_seconds({SPAN} * n / $orders) as created_at,
            case when n % 50 > 0 and created_at < TIMESTAMPTZ '{AFTER}' - INTERVAL 2 DAY
                then created_at + INTERVAL 2 DAY end as done_at,
            case when n % 50 = 0 and created_at < TIMESTAMPTZ '{AFTER}' - INTERVAL 1 DAY
                then created_at + INTERVAL 1 DAY end as void_at,
            case when done_at is not null then 'done'
                when void_at is not null then 'void' else 'new' end as state,
            coalesce(done_at, void_at, created_at) as updated_at
        from range($orders) as t(n)
    """,
    "order_items": f"""
        select {LINES_OF_ORDER} * id + line as id, id as order_id, customer_id,
            1 + hash(id, line) % {PRODUCTS} as product_id, 1 + (id + line) % 5 as qty,
            cast((199 + hash(product_id) % 9000) / 100 as DECIMAL(12, 2)) as price,
            created_at as updated_at
        from orders cross join range({LINES_OF_ORDER}) as t(line)
    """,
    "payments": """
        select order_id as id, order_id, sum(qty * price) as amount, done_at as paid_at
        from order_items inner join orders on order_items.order_id = orders.id
        where done_at is not null
        group by order_id, done_at
    """,
    "refunds": f"""
        select order_items.id, order_items.customer_id, product_id,
            least(done_at + INTERVAL 9 DAY, TIMESTAMPTZ '{AFTER}' - INTERVAL 1 DAY) as created_at,
            qty, qty * price as amount
        from order_items inner join orders on order_items.order_id = orders.id
        where hash(order_items.id) % {LINES_OF_REFUND} = 0 and done_at is not null
    """,
    "plans": f"""
        select month, staff_id, 1000 as amount
        from (select unnest(generate_series(DATE '2022-01-01', DATE '2024-12-01',
            INTERVAL 1 MONTH)) as month), range({STAFF} + 1) as t(staff_id)
    """,
}


def land(lines: int) -> dict[str, int]:
    """Drop the files, land them in one extraction, and return the landed rows by stream."""
    inbox = paths().home / "inbox"
    inbox.mkdir()
    sizes = {"orders": max(1, lines // LINES_OF_ORDER), "clients": max(1, lines // LINES_OF_CLIENT)}
    database = connect()
    try:
        for name, query in TABLES.items():
            _drop(database, name, query, sizes, inbox / f"{name}.parquet")
    finally:
        database.close()
    batches = extract(load_company(), "shop", FIRST, AFTER, run_id="bench")
    return {batch.stream: batch.rows_landed for batch in batches}


def _drop(
    database: duckdb.DuckDBPyConnection, name: str, query: str, sizes: dict[str, int], file: Path
) -> None:
    """Write one file, and let the queries after it read it by its name."""
    for size, number in sizes.items():
        query = query.replace(f"${size}", str(number))
    database.execute(f"copy ({query}) to {literal(str(file))} (format parquet)")
    database.execute(f"create view {name} as from read_parquet({literal(str(file))})")

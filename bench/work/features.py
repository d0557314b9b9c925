"""The features of very many clients, made by dbt from marts that arithmetic made."""

import json
from datetime import date

# what the build imports on first use is imported here, so that it is not on the clock
import dbt.cli.main  # noqa: F401

from include.company import load_company
from include.dbt import build
from include.settings import paths
from include.warehouse import open_warehouse

ORDERS_OF_CLIENT = 10
LINES_OF_ORDER = 2
PRODUCTS = 10_000
DAYS = 1096

MARTS = {
    "fct_orders": f"""
        select cast(n as VARCHAR) as order_id,
            'c' || cast(floor(pow(hash(n) % 1000003 / 1000003, 2) * $clients) as BIGINT)
                as client_id,
            DATE '2022-01-01' + cast(n * {DAYS} // $orders as INTEGER) as order_date,
            cast((500 + hash(n + 1) % 20000) / 100 as DECIMAL(18, 2)) as order_total,
            cast(2 as DECIMAL(18, 3)) as item_quantity,
            case when n % 50 = 0 and order_date < DATE '2024-12-31' then order_date + 1 end
                as cancelled_date,
            true as has_sale, false as is_test, true as has_client
        from range($orders) as t(n)
    """,
    "fct_order_lines": f"""
        select order_id, cast(hash(order_id, line) % {PRODUCTS} as VARCHAR) as product_id,
            client_id, order_date, 'sale' as line_kind,
            cast(order_total / {LINES_OF_ORDER} as DECIMAL(18, 2)) as line_total
        from marts.fct_orders cross join range({LINES_OF_ORDER}) as t(line)
    """,
    "fct_returns": """
        select client_id, order_id, cast(null as VARCHAR) as line_id, order_date + 9 as return_date,
            cast(0 as DECIMAL(18, 3)) as quantity, false as is_test,
            case when hash(order_id) % 80 = 0 then order_total else 1.00 end as amount
        from marts.fct_orders
        where hash(order_id) % 40 = 0 and order_date < DATE '2024-12-20'
    """,
}


def make_marts(clients: int) -> int:
    """Write the marts that the features are made of, and return the number of order lines."""
    sizes = {"clients": clients, "orders": clients * ORDERS_OF_CLIENT}
    with open_warehouse() as database:
        database.execute("create schema if not exists marts")
        for name, query in MARTS.items():
            for size, number in sizes.items():
                query = query.replace(f"${size}", str(number))
            database.execute(f"create or replace table marts.{name} as {query}")
        return database.execute("select count(*) from marts.fct_order_lines").fetchone()[0]


def build_features(as_of: str) -> dict[str, float]:
    """Build the snapshots of all clients with dbt; return the seconds of each model."""
    models = ["intermediate.snapshots", "ml_client_features"]
    build(models, as_of=date.fromisoformat(as_of), company=load_company())
    told = json.loads((paths().home / "dbt" / "run_results.json").read_text(encoding="utf-8"))
    return {
        result["unique_id"].split(".")[2]: result["execution_time"] for result in told["results"]
    }


def sum_by_client() -> int:
    """Count and sum the order lines of every client in one pass; return the clients."""
    query = "select client_id, count(*), sum(line_total) from marts.fct_order_lines group by all"
    with open_warehouse() as database:
        return database.execute(f"select count(*) from ({query})").fetchone()[0]

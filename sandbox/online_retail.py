"""A real shop to run on: UCI Online Retail, put into PostgreSQL as the wholesaler's own table.

`python -m sandbox.online_retail` starts an embedded server, fills it, and lets the `clientele`
command do the whole job for every day of the data set, by docs/examples/online_retail/company.yml.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Table

from include.settings import REPOSITORY
from include.warehouse import connect, literal, open_published
from sandbox.command import run_command
from sandbox.postgres import connection_json, start_postgres, stop_postgres

COMPANY = REPOSITORY / "docs/examples/online_retail/company.yml"
FIRST_DAY, LAST_DAY = date(2010, 12, 1), date(2011, 12, 9)
DATA = REPOSITORY.parent / "shared/data/online_retail/online_retail.parquet"
STEPS = (
    ["extract", "shop", "--from", str(FIRST_DAY), "--to", str(LAST_DAY)],
    # so that the scoreboard can hold what was said against what happened
    ["replay", "--from", "2011-08-01", "--to", "2011-10-31"],
    ["refresh", "--as-of", str(LAST_DAY)],
    ["report", "daily", "--period", "2011-11-24"],
    ["report", "monthly", "--period", "2011-11-01"],
)

TABLE = """
    drop table if exists invoice_lines;
    create table invoice_lines (
        "InvoiceNo" text not null,
        "StockCode" text not null,
        "Description" text,
        "Quantity" integer not null,
        "InvoiceDate" timestamp not null,
        "UnitPrice" numeric(12, 3) not null,
        "CustomerID" integer,
        "Country" text not null
    );
"""


def fill_invoice_lines(uri: str, file: Path = DATA) -> int:
    """Fill table `invoice_lines` of the database at `uri`, one row per line, and return the count.

    The file is the data set's Parquet; the table has an index by date, as a shop's own would.
    """
    with psycopg.connect(uri, autocommit=True) as database:
        database.execute(TABLE)
    duck = connect(extensions=("postgres",))
    try:
        duck.execute(f"attach {literal(uri)} as shop (type postgres)")
        (count,) = duck.execute(
            "insert into shop.public.invoice_lines select InvoiceNo, StockCode, Description, "
            "Quantity, InvoiceDate, cast(UnitPrice as DECIMAL(12, 3)), "
            f"cast(CustomerID as INTEGER), Country from read_parquet({literal(str(file))})"
        ).fetchone()
    finally:
        duck.close()
    with psycopg.connect(uri, autocommit=True) as database:
        database.execute('create index on invoice_lines ("InvoiceDate")')
        database.execute("analyze invoice_lines")
    return count


# what the data set is known to hold, by the tables that a reader sees
FIGURES = {
    "invoice lines": "select (select count(*) from marts.fct_order_lines) "
    "+ (select count(*) from marts.fct_returns)",
    "invoice numbers": "select (select count(*) from marts.fct_orders) "
    "+ (select count(distinct return_document_id) from marts.fct_returns)",
    "clients": "select count(*) from marts.dim_clients",
    "clients who bought": "select count(*) from marts.dim_client_profiles",
    "value of all lines": "select (select sum(line_total) from marts.fct_order_lines) "
    "- (select sum(amount) from marts.fct_returns)",
    "sales": "select count(*) from marts.fct_orders where is_sale",
    "value of sales": "select sum(order_total) from marts.fct_orders where is_sale",
    "cancellations": "select count(distinct return_document_id) from marts.fct_returns",
    "cancelled lines": "select count(*) from marts.fct_returns",
    "value of cancellations": "select -sum(amount) from marts.fct_returns",
    "adjustments": "select count(*) from marts.fct_order_lines where line_kind = 'adjustment'",
    "lines without charge": "select count(*) from marts.fct_order_lines "
    "where line_kind = 'no_charge'",
    "lines without client": "select (select count(*) from marts.fct_order_lines "
    "where client_id is null) + (select count(*) from marts.fct_returns where client_id is null)",
    "cancelled lines tied to their sale": "select count(*) filter (where match_kind = 'matched') "
    "from marts.fct_returns",
    "sales of 2011-11-24": "select new_order_count from reports.rpt_daily_summary "
    "where report_date = '2011-11-24'",
    "value of sales of 2011-11-24": "select new_order_amount from reports.rpt_daily_summary "
    "where report_date = '2011-11-24'",
    "clients seen on 2011-11-24": "select seen_client_count from reports.rpt_daily_summary "
    "where report_date = '2011-11-24'",
}


def figures() -> dict[str, object]:
    """Return the known figures as the published file tells them."""
    with open_published() as published:
        return {name: published.execute(sql).fetchone()[0] for name, sql in FIGURES.items()}


def main() -> int:
    """Run the example; return the exit code of the command."""
    console = Console()
    if not DATA.exists():
        console.print(f"The data set is not there: {DATA}")
        return 1
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        Path(folder).chmod(0o755)
        server = start_postgres(Path(folder) / "data")
        try:
            lines = fill_invoice_lines(server.get_uri())
            console.print(f"[green]✓[/] {lines:,} invoice lines lie in PostgreSQL")
            code = run_command(COMPANY, STEPS, AIRFLOW_CONN_ONLINE_RETAIL=connection_json(server))
        finally:
            stop_postgres(Path(folder) / "data")
    if code == 0:
        table = Table("figure", "found", title="Online Retail as published")
        for name, value in figures().items():
            table.add_row(name, f"{value:,}")
        console.print(table)
    return code


if __name__ == "__main__":
    sys.exit(main())

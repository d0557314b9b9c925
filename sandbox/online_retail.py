"""A real shop to run on: UCI Online Retail, put into PostgreSQL as the wholesaler's own table."""

from pathlib import Path

import psycopg

from include.warehouse import connect, literal

DATA = Path(__file__).resolve().parents[2] / "shared/data/online_retail/online_retail.parquet"

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

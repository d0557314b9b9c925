"""What a model may see of the warehouse on a day."""

from datetime import date

import duckdb
import pandas as pd

from include.errors import ClienteleError
from include.settings import paths
from include.warehouse import open_warehouse, quoted
from ml.contract import ModelSpec, Rows

_COMPARISONS = {"until": "<=", "on": "=", "after": ">"}


def features_of(spec: ModelSpec, as_of: date) -> pd.DataFrame:
    """Read what the model learns from; refuse a day that the marts do not know yet."""
    rows = spec.reads
    features = read_rows(rows, as_of)
    newest = features[rows.date_column].max()
    if rows.gapless and len(features) and newest < pd.Timestamp(as_of):
        raise ClienteleError(
            f"{rows.table} ends on {newest:%F}, before {as_of}",
            where=str(paths().warehouse_file),
            remedy=f"Build the marts as of {as_of} first",
        )
    return features


def read_rows(rows: Rows, as_of: date) -> pd.DataFrame:
    """Read the rows a model may see at `as_of`, in the order of their date and then of all else.

    Sums of floats depend on their order, so equal tables must be read in one.
    """
    where, values = "", []
    if rows.when != "any":
        where, values = f" where {quoted(rows.date_column)} {_COMPARISONS[rows.when]} ?", [as_of]
    with open_warehouse() as database:
        try:
            names = [row[0] for row in database.execute(f"describe {rows.table}").fetchall()]
            order = sorted(
                map(quoted, names), key=lambda name: name != quoted(rows.date_column or "")
            )
            query = f"select * from {quoted(rows.table)}{where} order by {', '.join(order)}"
            return database.execute(query, values).df()
        except duckdb.CatalogException as error:
            raise ClienteleError(
                f"the table {rows.table} is not in the warehouse",
                where=str(paths().warehouse_file),
                remedy="Build the marts first, in Airflow or with `clientele refresh`",
            ) from error

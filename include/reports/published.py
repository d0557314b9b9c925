"""Read rows of the published file, or say plainly what it lacks."""

from dataclasses import fields
from datetime import date
from typing import TypeVar

import duckdb

from include.errors import ClienteleError
from include.reports.rows import Day

Row = TypeVar("Row")

REFRESH = "Run the refresh for that date, in Airflow or with `clientele refresh`"


def read(
    published: duckdb.DuckDBPyConnection,
    row_type: type[Row],
    condition: str,
    *parameters: date | str | None,
) -> tuple[Row, ...]:
    """Read the columns that `row_type` names from its table, as many rows as `condition` gives."""
    columns = ", ".join(field.name for field in fields(row_type))
    query = f"select {columns} from {row_type.TABLE} where {condition}"
    return tuple(row_type(*row) for row in _execute(published, query, *parameters))


def last_day(published: duckdb.DuckDBPyConnection) -> date | None:
    """Return the last day the file knows; None when it holds none."""
    return _execute(published, f"select max(report_date) from {Day.TABLE}")[0][0]


def any_order(published: duckdb.DuckDBPyConnection) -> bool:
    """Say whether any day of the file, before or after the reported one, knows an order."""
    query = f"select count(*) from {Day.TABLE} where new_order_count + current_order_count > 0"
    return _execute(published, query)[0][0] > 0


def missing(published: duckdb.DuckDBPyConnection, what: str) -> ClienteleError:
    """Say that a period is not there, how far the file reaches, and how to mend it."""
    known = last_day(published)
    reach = f"which reaches to {known}" if known else "which holds no day yet"
    return ClienteleError(what, where=f"{Day.TABLE} of the published file, {reach}", remedy=REFRESH)


def _execute(
    published: duckdb.DuckDBPyConnection, query: str, *parameters: date | str | None
) -> list[tuple]:
    try:
        return published.execute(query, parameters).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ClienteleError(
            f"the published file lacks what the report reads: {str(error).splitlines()[0]}",
            where="reports.* in the published file",
            remedy="It was published by another version: refresh and publish again",
        ) from error

"""The gate before publishing: volumes, keys, and one amount followed from landing to report."""

from datetime import date
from typing import TYPE_CHECKING

import duckdb

from include.company import Company
from include.errors import ClienteleError
from include.landing.arrivals import missing_sources
from include.publish import published_day
from include.quality.gate import build_docs, judge
from include.quality.library import great_expectations
from include.quality.published import KEYS, RECONCILED
from include.warehouse import open_published, open_warehouse

if TYPE_CHECKING:
    import pandas as pd


def audit(company: Company, as_of: date) -> str:
    """Hold the tables to be published against their suite; return the address of Data Docs.

    Red raises `ClienteleError` that says what and by how much; the published generation stays.
    """
    with open_warehouse() as database:
        frames = {
            "audit.tables": _tables(database, company, as_of),
            "audit.reconciliation": _reconciliation(database, company, as_of),
            "audit.volume": _volume(database, company, as_of),
        }
    failed = [reason for name, frame in frames.items() for reason in _judged(name, frame)]
    address = build_docs()
    if failed:
        raise ClienteleError(
            f"the audit of {as_of} is red: " + "; ".join(failed),
            where=address,
            remedy="Nothing was published; the generation before stays. Mend the cause and "
            "refresh again",
        )
    return address


def _judged(name: str, checks: "pd.DataFrame") -> list[str]:
    """Ask that every check lies within its bounds; return the ones that do not, in words."""
    gxe = great_expectations().expectations
    suite = [
        gxe.ExpectColumnValuesToBeUnique(column="check", notes="every check is made once"),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="found", column_B="at_least", or_equal=True, notes="nothing is missing"
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="at_most", column_B="found", or_equal=True, notes="nothing is too much"
        ),
    ]
    if not judge(name, checks, suite):
        return []
    off = checks[(checks["found"] < checks["at_least"]) | (checks["found"] > checks["at_most"])]
    return [
        f"{row.check}: found {row.found:,.2f}, expected {_bounds(row.at_least, row.at_most)}"
        for row in off.itertuples()
    ]


def _bounds(low: float, high: float) -> str:
    if low == high:
        return f"{low:,.2f}"
    return f"at least {low:,.2f}" if high == float("inf") else f"at most {high:,.2f}"


def _frame(rows: list[tuple[str, float, float, float]]) -> "pd.DataFrame":
    import pandas as pd

    frame = pd.DataFrame(rows, columns=["check", "found", "at_least", "at_most"])
    return frame.astype({"found": "float64", "at_least": "float64", "at_most": "float64"})


def _tables(database: duckdb.DuckDBPyConnection, company: Company, as_of: date) -> "pd.DataFrame":
    """Check keys, and that no table lost rows since the generation before."""
    rows: list[tuple[str, float, float, float]] = []
    before = _rows_before(as_of)
    for table, key in KEYS.items():
        count, distinct = database.execute(
            f"select count(*), count(distinct ({key})) from {table}"
        ).fetchone()
        rows.append((f"{table}: rows that repeat a key", count - distinct, 0, 0))
        keep = 1 - company.quality.max_shrink_pct / 100
        rows.append((f"{table}: rows", count, int(before.get(table, 0) * keep), float("inf")))
    return _frame(rows)


def _rows_before(as_of: date) -> dict[str, int]:
    """Return the row counts of the published generation, if it is not of a later day."""
    day = published_day()
    if day is None or day > as_of:
        return {}
    with open_published() as published:
        return {
            table: published.execute(f"select count(*) from {table}").fetchone()[0]
            for table in KEYS
            if published.execute(
                "select count(*) from duckdb_tables() where schema_name || '.' || table_name = ?",
                [table],
            ).fetchone()[0]
        }


def _reconciliation(
    database: duckdb.DuckDBPyConnection, company: Company, as_of: date
) -> "pd.DataFrame":
    cutoff = f"timezone('UTC', timezone('{company.zone}', cast(DATE '{as_of}' + 1 as TIMESTAMP)))"
    known_lines = (
        "left join landing.orders using (order_id) "
        f"where coalesce(orders.ordered_at < {cutoff}, true) "
        f"and coalesce(order_lines.ordered_at < {cutoff}, true)"
    )
    rows = []
    for check, pair in RECONCILED.items():
        told = [
            database.execute(query.format(cutoff=cutoff, known_lines=known_lines)).fetchone()[0]
            for query in pair
        ]
        left, right = (float(amount or 0) for amount in told)
        rows.append((check, right, left, left))
    return _frame(rows)


def _volume(database: duckdb.DuckDBPyConnection, company: Company, as_of: date) -> "pd.DataFrame":
    """Check that a working day brought a believable number of orders.

    When a source has not delivered, few orders are no surprise: the reports name the source.
    """
    if missing_sources(company, as_of):
        return _frame([])
    found = database.execute(
        "select new_order_count, usual_order_count from reports.rpt_daily_summary "
        "where report_date = ? and is_working_day",
        [as_of],
    ).fetchone()
    count, usual = found or (0, None)
    least = float(usual or 0) * company.quality.min_volume_pct / 100
    return _frame([(f"new orders of {as_of}", count, least, float("inf"))])

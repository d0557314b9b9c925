"""Refreshing a company from what has landed, and the least that any report of it would cost."""

import time
from datetime import date
from itertools import pairwise

# what the steps import on first use is imported here, so that it is not on the clock
import dbt.cli.main  # noqa: F401
import great_expectations  # noqa: F401
import prophet  # noqa: F401

from include.company import load_company
from include.landing.load import load_landing
from include.refresh import refresh
from include.settings import paths
from include.warehouse import connect, literal


def refresh_all(as_of: str) -> dict[str, float]:
    """Load what has landed, do every step of the refresh, and return the seconds of each."""
    company, moments = load_company(), {"load_landing": time.perf_counter()}
    load_landing(company)
    refresh(
        company,
        date.fromisoformat(as_of),
        lambda step: moments.setdefault(step, time.perf_counter()),
    )
    spans = pairwise([*moments.values(), time.perf_counter()])
    return {step: end - start for step, (start, end) in zip(moments, spans, strict=True)}


def sum_by_client(stream: str, client: str, amount: str) -> int:
    """Sum an amount by client in one bare pass over a stream's Parquet; return the clients."""
    files = literal(str(paths().landing / "shop" / stream / "*.parquet"))
    database = connect()
    try:
        query = f"select {client}, sum({amount}) from read_parquet({files}) group by all"
        return len(database.execute(query).fetchall())
    finally:
        database.close()

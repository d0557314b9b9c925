"""Refreshing a company from what has landed, and the least that any report of it would cost."""

import time
from datetime import date
from functools import partial

# what the steps import on first use is imported here, so that it is not on the clock
import dbt.cli.main  # noqa: F401
import great_expectations  # noqa: F401
import prophet  # noqa: F401
import sklearn.ensemble  # noqa: F401
import statsmodels.api  # noqa: F401

from include.company import load_company
from include.landing.load import load_landing
from include.publish import publish
from include.refresh import STEPS
from include.settings import paths
from include.warehouse import connect, literal
from ml import MODELS
from ml.runner import score


def refresh_all(as_of: str) -> dict[str, float]:
    """Load what has landed, do every step of the refresh, and return the seconds of each.

    The models are told apart: each is a step `score <model>`.
    """
    company, day = load_company(), date.fromisoformat(as_of)
    steps = {
        "load_landing": partial(load_landing, company),
        "build_marts": partial(STEPS["build_marts"], company, day),
        **{f"score {model}": partial(score, model, as_of=day, company=company) for model in MODELS},
        "build_reports": partial(STEPS["build_reports"], company, day),
        "audit_tables": partial(STEPS["audit_tables"], company, day),
        "publish_tables": partial(publish, company, day),
    }
    seconds = {}
    for name, step in steps.items():
        start = time.perf_counter()
        step()
        seconds[name] = time.perf_counter() - start
    return seconds


def sum_by_client(stream: str, client: str, amount: str) -> int:
    """Sum an amount by client in one bare pass over a stream's Parquet; return the clients."""
    files = literal(str(paths().landing / "shop" / stream / "*.parquet"))
    database = connect()
    try:
        query = f"select {client}, sum({amount}) from read_parquet({files}) group by all"
        return len(database.execute(query).fetchall())
    finally:
        database.close()

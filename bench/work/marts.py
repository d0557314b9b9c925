"""The marts of a company as they stood at the end of one day."""

from datetime import date

from include.company import load_company
from include.dbt import build as build_models
from include.local_days import day_bounds
from include.refresh import build_marts
from include.settings import paths
from include.sources.extract import extract_each
from sandbox.olist import drop_files


def build(as_of: str) -> None:
    """Load what has landed in the home and build the marts as of that day."""
    build_marts(load_company(), date.fromisoformat(as_of))


def build_olist(as_of: str) -> None:
    """Land Olist's exports, and build its marts and what became of its leads."""
    company, day = load_company(), date.fromisoformat(as_of)
    drop_files(paths().home / "inbox")
    for _ in extract_each(company, "olist", [day_bounds(company, day)], run_id="bench"):
        pass
    build_marts(company, day)
    build_models(["funnel_outcomes"], as_of=day, company=company)

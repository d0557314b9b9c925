"""The steps from landing to a published generation, each a plain function of company and day.

All steps work on one file, and two runs (a night's and a backfill's) may take turns at it between
steps. So each step begins where the one before it left the file for the same day, and redoes what
another run has overwritten: taking turns costs time, never a wrong number.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from include.company import Company
from include.settings import paths

# the Airflow pool of one slot in which each of these steps runs: the file has one writer at a time
WAREHOUSE_POOL = "warehouse"
_log = logging.getLogger(__name__)

MARTS = ["staging", "intermediate", "marts", "pii"]
REPORTS = ["scored", "insights", "reports"]


def build_marts(company: Company, as_of: date) -> None:
    """Load what has landed and build the marts, as of the end of that day."""
    _do("build_marts", company, as_of)


def score_models(company: Company, as_of: date) -> None:
    """Let every model answer for that day."""
    _reach("score_models", company, as_of)


def build_reports(company: Company, as_of: date) -> None:
    """Build insights and report tables."""
    _reach("build_reports", company, as_of)


def audit_tables(company: Company, as_of: date) -> None:
    """Hold the tables to the last gate; red raises `ClienteleError` and nothing is published."""
    _reach("audit_tables", company, as_of)


def publish_tables(company: Company, as_of: date, *, over_newer: bool = False) -> Path:
    """Put a new generation in place of the published one and return its file.

    A published generation of a later day stays, unless the older one is wanted `over_newer`: a
    backfill of the past must not take today's tables from their readers.
    """
    from include.publish import publish, published_day

    day = published_day()
    if day and day > as_of and not over_newer:
        _log.warning("the published generation of %s stays: %s is older", day, as_of)
        return paths().published_file
    _reach("audit_tables", company, as_of, again=False)
    return publish(company, as_of)


def refresh(
    company: Company, as_of: date, progress: Callable[[str], None] = lambda step: None
) -> Path:
    """Do every step and publish; `progress` is told each step's name before it begins."""
    for name in STEPS:
        progress(name)
        _do(name, company, as_of)
    progress("publish_tables")
    return publish_tables(company, as_of, over_newer=True)


def replay(
    company: Company, days: Sequence[date], progress: Callable[[date], None] = lambda day: None
) -> None:
    """Let every model answer as of past days, oldest first, and publish nothing.

    What was said then can be held against what has happened since from the next refresh on.
    `progress` is told each day before it begins.
    """
    for day in sorted(days):
        progress(day)
        _do("build_marts", company, day)
        _do("score_models", company, day)


def _build_marts(company: Company, as_of: date) -> None:
    from include.dbt import build
    from include.landing.load import load_landing

    load_landing(company)
    build(MARTS, as_of=as_of, company=company)


def _score_models(company: Company, as_of: date) -> None:
    from ml import MODELS
    from ml.runner import score

    for number, model in enumerate(MODELS, 1):
        _log.info("model %d of %d: %s", number, len(MODELS), model)
        score(model, as_of=as_of, company=company)


def _build_reports(company: Company, as_of: date) -> None:
    from include.dbt import build

    build(REPORTS, as_of=as_of, company=company)


def _audit_tables(company: Company, as_of: date) -> None:
    from include.quality.audit import audit

    audit(company, as_of)


STEPS: dict[str, Callable[[Company, date], None]] = {
    "build_marts": _build_marts,
    "score_models": _score_models,
    "build_reports": _build_reports,
    "audit_tables": _audit_tables,
}


def _reach(step: str, company: Company, as_of: date, *, again: bool = True) -> None:
    """Do the steps that the file lacks for this day, up to `step`; `again` redoes `step` itself."""
    wanted = list(STEPS)[: list(STEPS).index(step) + 1]
    done = _steps_done(as_of)
    missing = wanted[min(done, len(wanted) - again) :]
    for name in missing:
        _do(name, company, as_of)


def _do(step: str, company: Company, as_of: date) -> None:
    """Do one step; the file counts as half done while it lasts and when it fails."""
    position = list(STEPS).index(step)
    _note(as_of, position)
    STEPS[step](company, as_of)
    _note(as_of, position + 1)


def _steps_done(as_of: date) -> int:
    from include.warehouse import open_warehouse

    with open_warehouse() as database:
        database.execute("create table if not exists main.progress (as_of DATE, steps INTEGER)")
        found = database.execute("select steps from main.progress where as_of = ?", [as_of])
        return (found.fetchone() or (0,))[0]


def _note(as_of: date, steps: int) -> None:
    from include.warehouse import open_warehouse

    with open_warehouse() as database:
        database.execute("create or replace table main.progress (as_of DATE, steps INTEGER)")
        database.execute("insert into main.progress values (?, ?)", [as_of, steps])

"""Run dbt inside this process: the tables are built from landing as of one day."""

import json
import logging
from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from include.company import Company
from include.errors import ClienteleError
from include.settings import REPOSITORY, paths

_log = logging.getLogger(__name__)

PROJECT = REPOSITORY / "dbt_project"


def build(select: Sequence[str], *, as_of: date, company: Company) -> None:
    """Build and test the selected models (names, folders or other selectors of dbt).

    One call of dbt, which opens the warehouse file itself: nobody else may hold it. Unit tests
    are not run: they judge the code, not the data. A model or a data test that fails raises
    `ClienteleError` with the names and messages.
    """
    _invoke("build", select, as_of, company, "--exclude-resource-type", "unit_test")


def run_unit_tests(*, as_of: date, company: Company) -> None:
    """Run dbt's unit tests; they need the relations of an earlier `build` for their columns."""
    _invoke("test", ["test_type:unit"], as_of, company)


def _invoke(
    command: str, select: Sequence[str], as_of: date, company: Company, *options: str
) -> None:
    from dbt.cli.main import dbtRunner

    arguments = [command, *options, "--select", *select, *_places(), "--vars"]
    try:
        outcome = dbtRunner().invoke([*arguments, json.dumps(_variables(as_of, company))])
    finally:
        _let_go()
    if not outcome.success:
        raise ClienteleError(
            f"dbt {command} failed: {_failures(outcome)}",
            where=str(PROJECT),
            remedy=f"The whole story is in {paths().logs / 'dbt.log'}",
        )
    for warned in (r for r in outcome.result.results if r.status == "warn"):
        _log.warning("%s: %s", warned.node.name, _reason(warned.message))


def _places() -> list[str]:
    folders = {
        "--project-dir": PROJECT,
        "--profiles-dir": PROJECT,
        "--target-path": paths().home / "dbt",
        "--log-path": paths().logs,
    }
    spelled = [part for option, folder in folders.items() for part in (option, str(folder))]
    return [
        *spelled,
        "--log-level",
        "none",
        "--log-level-file",
        "info",
        "--no-print",
        "--no-use-colors",
    ]


def _variables(as_of: date, company: Company) -> dict:
    return {
        **company.dbt_vars(),
        "as_of": as_of.isoformat(),
        "warehouse_file": str(paths().warehouse_file),
    }


def _let_go() -> None:
    """Close the warehouse file, which dbt's adapter keeps open as long as the process lives."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


def _failures(outcome) -> str:
    if outcome.exception is not None:
        return str(outcome.exception)
    failed = [r for r in outcome.result.results if r.status in ("error", "fail")]
    return "; ".join(f"{result.node.name}: {_reason(result.message)}" for result in failed)


def _reason(message: str) -> str:
    """Take the reason out of dbt's story: the first line names the model again, SQL ends it."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    told = lines[1:] if len(lines) > 1 else lines
    return " ".join(takewhile(lambda line: not line.startswith("LINE "), told))

"""Crashes: at every step of a landing, and by kill -9 in the middle of a refresh."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from include.landing.batches import manifests
from include.landing.load import load_landing
from include.refresh import refresh
from include.warehouse import open_published, open_warehouse
from tests.conftest import extract_days

DAY = date(2025, 3, 10)
REPOSITORY = Path(__file__).resolve().parent.parent
SALES = {
    "till": {
        "kind": "files",
        "streams": {"sales": {"path": "{home}/inbox/sales.csv", "key": ["no"]}},
        "entities": {
            "order": {"from": "sales", "columns": {"order_id": "no", "ordered_at": "day"}},
            "order_line": {
                "from": "sales",
                "columns": {
                    "line_id": "no",
                    "order_id": "no",
                    "quantity": "1",
                    "unit_price": "price",
                },
            },
        },
    }
}


@pytest.fixture
def company(home, company_of):
    """Make a till with a good row, a repeated one and a bad one, so that every file is written."""
    (home / "inbox").mkdir()
    (home / "inbox" / "sales.csv").write_text(
        "no,day,price\n1,2025-03-10,5\n2,2025-03-10,7\n2,2025-03-10,7\n3,never,9\n"
    )
    return company_of(SALES)


def landed(company) -> list[tuple]:
    load_landing(company)
    with open_warehouse() as database:
        return database.execute(
            "select line_id, unit_price from landing.order_lines order by all"
        ).fetchall()


@pytest.mark.parametrize("step", range(3))
def test_a_landing_that_dies_at_any_rename_is_whole_after_the_next(company, monkeypatch, step):
    """Three renames make this batch: its quarantine, its rows, its manifest."""
    renames = iter(range(100))
    rename = Path.replace

    def die(file: Path, target: Path) -> Path:
        if next(renames) == step:
            raise KeyboardInterrupt
        return rename(file, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            extract_days(company, "till", DAY)
    before = landed(company) if manifests("till", "sales") else []
    extract_days(company, "till", DAY)

    assert before == []
    assert [key for key, _ in landed(company)] == ["1", "2"]
    (batch,) = manifests("till", "sales")
    assert (batch.rows_in, batch.rows_landed, batch.duplicates, batch.quarantined) == (4, 2, 1, 1)


def test_a_load_that_dies_leaves_the_warehouse_as_it_was(company, monkeypatch):
    extract_days(company, "till", DAY)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("include.landing.load.update_validity", die)
        with pytest.raises(KeyboardInterrupt):
            load_landing(company)

    assert [key for key, _ in landed(company)] == ["1", "2"]


def test_a_refresh_killed_in_the_middle_publishes_nothing_and_the_next_one_all(
    company, home, tmp_path
):
    extract_days(company, "till", DAY)
    refresh(company, DAY)
    undisturbed = published()
    environment = {**os.environ, "CLIENTELE_COMPANY": str(tmp_path / "company.yml")}
    command = [sys.executable, str(REPOSITORY / "clientele.py"), "refresh", "--as-of", str(DAY)]
    killed = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    wait_for_progress(home / "warehouse.duckdb", killed)
    killed.send_signal(signal.SIGKILL)
    killed.wait()

    in_between = published()
    refresh(company, DAY)

    assert killed.returncode == -signal.SIGKILL
    assert in_between == undisturbed
    assert published() == undisturbed


def wait_for_progress(file: Path, process: subprocess.Popen) -> None:
    """Wait until the process has begun to write the work file."""
    written = file.stat().st_mtime_ns
    wal = file.with_suffix(".duckdb.wal")
    while process.poll() is None and file.stat().st_mtime_ns == written and not wal.exists():
        time.sleep(0.02)
    time.sleep(1)


def published() -> dict[str, tuple]:
    with open_published() as database:
        tables = database.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by all"
        ).fetchall()
        return {
            table: database.execute(f"select count(*), sum(hash(t)) from {table} as t").fetchone()
            for (table,) in tables
        }

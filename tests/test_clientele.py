"""The command line, as a person meets it: in a process of its own, with words instead of traces."""

import logging
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from clientele import main
from include.company import load_company
from include.console import progress_bar
from include.landing.load import load_landing
from include.warehouse import open_warehouse

REPOSITORY = Path(__file__).resolve().parent.parent
COMPANY = {
    "name": "Corner [shop]",
    "zone": "Europe/Kyiv",
    "currency": "UAH",
    "sources": {
        "till": {
            "kind": "files",
            "streams": {"sales": {"path": "sales.csv"}},
            "entities": {
                "order": {"from": "sales", "columns": {"order_id": "no", "ordered_at": "day"}}
            },
        }
    },
}
BY_DAY = {
    **COMPANY,
    "sources": {
        "till": {
            "kind": "sql",
            "connection": "till",
            "streams": {"sales": {"table": "sales", "key": ["no"], "time": "day"}},
            "entities": COMPANY["sources"]["till"]["entities"],
        }
    },
}


@pytest.fixture
def clientele(tmp_path, home):
    """Return a function that runs the command in a folder with company.yml and a CSV."""
    (tmp_path / "company.yml").write_text(yaml.safe_dump(COMPANY))
    (tmp_path / "sales.csv").write_text("no,day\n1,2025-03-10\n")

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, str(REPOSITORY / "clientele.py"), *arguments],
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "1000", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_check_says_that_all_is_well(clientele):
    done = clientele("check")

    assert done.returncode == 0, done.stderr
    assert "Corner [shop]: 1 source and 1 stream can be read" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("check", "--company", "nowhere.yml"), "there is no company file"),
        (("extract", "tills", "--from", "2025-03-10", "--to", "2025-03-10"), "enabled source"),
        (("extract", "till", "--from", "2025-03-11", "--to", "2025-03-10"), "before it starts"),
        (("report", "daily", "--period", "2025-03-10"), "nothing has been published yet"),
        (("report", "hourly"), "no report 'hourly'"),
        (("publish", "000001"), "there is no generation"),
        (("extract", "till", "--from", "soon", "--to", "2025-03-10"), "Invalid value"),
    ],
)
def test_a_mistake_is_told_in_words(clientele, arguments, expected, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["clientele", *arguments])

    with pytest.raises(SystemExit) as stopped:
        main()

    assert stopped.value.code != 0
    assert expected in " ".join(capsys.readouterr().err.split())


def test_a_wrong_file_is_told_by_check_and_nothing_is_written(clientele, tmp_path, home):
    (tmp_path / "sales.csv").write_text("number,day\n1,2025-03-10\n")

    done = clientele("check")

    assert done.returncode == 1
    assert "sources.till.entities.order.columns.order_id" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "landing").exists()


def test_a_held_warehouse_is_told_in_words(clientele, home):
    with open_warehouse():
        done = clientele("refresh", "--as-of", "2025-03-10")

    assert done.returncode == 1
    assert "another process holds the warehouse file" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_ruined_warehouse_is_told_in_words(clientele, home):
    (home / "warehouse.duckdb").write_bytes(b"no database" * 1000)

    done = clientele("refresh", "--as-of", "2025-03-10")

    assert done.returncode == 1
    assert "not a readable DuckDB database" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_whole_job_of_a_tiny_shop_runs(clientele, home):
    done = clientele("run", "--from", "2025-03-10", "--to", "2025-03-11")

    assert done.returncode == 0, done.stderr
    assert (home / "published" / "clientele.duckdb").exists()
    assert (home / "reports" / "daily" / "2025-03-11" / "report.html").exists()
    assert (home / "reports" / "monthly" / "2025-03-01" / "report.html").exists()


@pytest.mark.parametrize(("options", "readings"), [((), 3), (("--at-once",), 1)])
def test_a_span_lands_the_same_rows_by_day_and_at_once(
    clientele, tmp_path, home, monkeypatch, options, readings
):
    monkeypatch.setenv("AIRFLOW_CONN_TILL", f"sqlite:///{tmp_path / 'till.db'}")
    (tmp_path / "company.yml").write_text(yaml.safe_dump(BY_DAY))
    with sqlite3.connect(tmp_path / "till.db") as till:
        till.execute("create table sales (no INTEGER, day TEXT)")
        moments = ("28 23:59:59", "29 00:00:00", "30 12:00:00", "31 23:59:59")
        till.executemany(
            "insert into sales values (?, ?)",
            [(number, f"2025-03-{moment}") for number, moment in enumerate(moments)],
        )
    span = ("--from", "2025-03-29", "--to", "2025-03-31")

    done = clientele("extract", "till", *span, *options)

    assert "rows landed over 3 days" in done.stdout, done.stderr
    assert len(list((home / "landing" / "till" / "sales").glob("*.manifest.json"))) == readings
    load_landing(load_company(tmp_path / "company.yml"))
    with open_warehouse() as warehouse:
        orders = "select order_id, cast(ordered_at as VARCHAR) from landing.orders order by all"
        # midnight in Kyiv, whose clocks went forward on the 30th
        assert warehouse.execute(orders).fetchall() == [
            ("1", "2025-03-28 22:00:00"),
            ("2", "2025-03-30 09:00:00"),
            ("3", "2025-03-31 20:59:59"),
        ]


def test_what_is_in_quarantine_is_told_with_the_commonest_reason_and_its_place(
    clientele, tmp_path, home
):
    days = ("2025-03-10", "soon", "", "later", "2025-03-10")
    rows = [f"{number},{day}" for number, day in enumerate(days)]
    (tmp_path / "sales.csv").write_text("\n".join(["no,day", *rows]) + "\n")

    done = clientele("extract", "till", "--from", "2025-03-10", "--to", "2025-03-10")

    (file,) = (home / "landing" / "till" / "sales").glob("*.quarantine.parquet")
    assert done.stdout.strip() == (
        "! till: 2 rows landed over 1 day, 3 in quarantine: "
        "2 × order: ordered_at cannot be read as timestamp; "
        f"rows and reasons lie in {file}"
    )


def test_a_long_reading_is_told_line_by_line_and_not_more_than_every_ten_seconds(capsys):
    log = logging.getLogger("clientele.extract")

    with progress_bar(Console(), "extract crm", 1):
        log.info("%s", "crm.deals: 50 rows")
        log.info("%s", "crm.deals: 51 rows")
        log.warning("%s", "crm.deals: its bookmark cannot be read")
    log.info("%s", "crm.deals: 52 rows")

    assert capsys.readouterr().err == (
        "crm.deals: 50 rows\ncrm.deals: its bookmark cannot be read\n"
    )

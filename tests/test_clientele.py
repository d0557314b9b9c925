"""The command line, as a person meets it: in a process of its own, with words instead of traces."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from clientele import main
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
    assert "Corner [shop]" in done.stdout


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

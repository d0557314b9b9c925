"""House rules, asked of every DAG file on disk and of every DAG in it."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from include.company import load_company
from sandbox.servers import COMPANY
from tests.dags.conftest import DAG_FOLDER

FILES = sorted(DAG_FOLDER.glob("*.py"))
SOURCES = tuple(load_company(COMPANY).enabled_sources)
HEAVY = ("pandas", "numpy", "duckdb", "dbt", "great_expectations", "matplotlib", "prophet")

in_every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def _dags_of(file: Path, bag) -> list:
    return [dag for dag in bag.dags.values() if Path(dag.fileloc).name == file.name]


def test_there_are_dag_files():
    assert len(FILES) >= 6


def test_every_file_can_be_read(bag):
    assert bag.import_errors == {}


@in_every_file
def test_a_file_holds_the_dags_it_is_named_after(file, bag):
    expected = {f"extract_{name}" for name in SOURCES} if file.stem == "extract" else {file.stem}

    assert {dag.dag_id for dag in _dags_of(file, bag)} == expected


@in_every_file
def test_the_page_of_a_dag_says_what_it_reads_and_writes_and_whether_a_rerun_is_safe(file, bag):
    for dag in _dags_of(file, bag):
        for word in ("Reads:", "Writes:", "Re-run:"):
            assert word in dag.doc_md, f"{dag.dag_id} does not say {word}"


@in_every_file
def test_a_file_is_short(file):
    assert len(file.read_text().splitlines()) <= 60


@in_every_file
def test_the_top_of_a_file_imports_only_airflow_and_what_is_shared(file):
    allowed = {"airflow", "include", "ml"}
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
            for name in names:
                assert name.split(".")[0] in allowed
                assert not name.startswith("airflow") or name == "airflow.sdk"


@in_every_file
def test_a_task_does_one_thing_by_a_function_that_needs_no_airflow(file):
    # the body of a task: at most an import, what the run says, and the call
    tasks = [
        node
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
        and any("task" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    assert tasks
    for task in tasks:
        assert len(task.body) <= 5, task.name
        assert not any(isinstance(node, ast.For | ast.If | ast.Try) for node in ast.walk(task))


@in_every_file
def test_a_dag_follows_the_house(file, bag):
    for dag in _dags_of(file, bag):
        assert dag.catchup is False
        assert dag.max_active_runs == 1
        assert dag.tags
        for task in dag.tasks:
            assert task.retries >= 1
            assert task.retry_exponential_backoff


@in_every_file
def test_a_dag_runs_by_the_clock_of_the_company(file, bag):
    for dag in _dags_of(file, bag):
        assert str(dag.timetable.timezone) == "Europe/Kyiv"


def test_parsing_imports_nothing_heavy():
    script = (
        "import runpy, sys; [runpy.run_path(file) for file in sys.argv[1:]]; "
        f"print('heavy:', *sorted(set({HEAVY}) & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, *FILES],
        env={"CLIENTELE_COMPANY": str(COMPANY), "AIRFLOW_HOME": os.environ["AIRFLOW_HOME"]},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1].split() == ["heavy:"]

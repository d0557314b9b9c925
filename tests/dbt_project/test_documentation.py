"""Every model says what a row is, and every column what it means."""

import json
import shutil
from pathlib import Path

import pytest

from include.publish import publish
from include.warehouse import connect
from tests.dbt_project.conftest import AS_OF, COMPANY


@pytest.fixture(scope="module")
def models(tiny_home: Path) -> list[dict]:
    manifest = json.loads((tiny_home / "dbt" / "manifest.json").read_text(encoding="utf-8"))
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def test_every_model_says_what_one_row_is(models):
    silent = [
        model["name"] for model in models if not model["description"].startswith("One row per")
    ]

    assert len(models) > 50
    assert silent == []


def test_every_column_is_described(models, tiny):
    described = {
        (model["schema"], model["name"], column["name"])
        for model in models
        for column in model["columns"].values()
        if column["description"].strip()
    }
    schemas = {model["schema"] for model in models}
    columns = tiny.execute(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where list_contains(?, table_schema)",
        [sorted(schemas)],
    ).fetchall()

    assert len(columns) > 400
    assert set(columns) - described == set()


def test_every_column_of_the_published_file_says_what_it_means(tiny_home, tmp_path, monkeypatch):
    shutil.copy(tiny_home / "warehouse.duckdb", tmp_path)
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path))

    with connect(publish(COMPANY, AS_OF), read_only=True) as published:
        tables = published.execute(
            "select schema_name || '.' || table_name, comment from duckdb_tables()"
        ).fetchall()
        silent = published.execute(
            "select schema_name || '.' || table_name || '.' || column_name "
            "from duckdb_columns() where not internal and coalesce(comment, '') = ''"
        ).fetchall()

    assert {"ml.model_scores", "reports.rpt_sources"} < {name for name, _ in tables}
    assert [name for name, comment in tables if not comment] == []
    assert silent == []


def test_every_published_model_has_an_enforced_contract(models):
    published = [
        model for model in models if model["schema"] in ("marts", "pii", "insights", "reports")
    ]

    assert len(published) > 20
    assert [m["name"] for m in published if not m["config"]["contract"]["enforced"]] == []


def test_both_reports_have_an_owner_and_read_report_tables_alone(tiny_home):
    manifest = json.loads((tiny_home / "dbt" / "manifest.json").read_text(encoding="utf-8"))
    exposures = {node["name"]: node for node in manifest["exposures"].values()}

    assert exposures.keys() == {"report_daily", "report_monthly"}
    for exposure in exposures.values():
        assert exposure["owner"]["name"]
        assert all(".rpt_" in name for name in exposure["depends_on"]["nodes"])

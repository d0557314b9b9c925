"""The page on adding a source is true: its package, written down as it stands there, is read."""

import importlib
import re
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from include.landing.load import load_landing
from include.sources import registry, systems
from include.sources.checks.sources import check_sources
from include.warehouse import open_warehouse
from tests.conftest import extract_days

PAGE = Path(__file__).resolve().parent.parent / "docs/add_a_source.md"
BLOCKS = re.findall(r"```(python|yaml)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
FILES = ("__init__.py", "connector.py", "mapping.yml")


def open_case():
    """Open the page's case: its last block of Python."""
    said: dict = {}
    exec([text for language, text in BLOCKS if language == "python"][-1], said)
    return said["case"]()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Write the page's package where the registry looks for systems, and forget it after."""
    folder = tmp_path / "systems" / "helpline"
    folder.mkdir(parents=True)
    for name, (_, text) in zip(FILES, BLOCKS, strict=False):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(systems, "__path__", [*systems.__path__, str(folder.parent)])
    registry.systems.cache_clear()
    importlib.invalidate_caches()
    yield
    registry.systems.cache_clear()
    registry.system_of.cache_clear()
    for name in [name for name in sys.modules if ".systems.helpline" in name]:
        del sys.modules[name]


def test_the_package_of_the_page_is_a_source_and_its_case_drives_it(
    home, package, company_of, monkeypatch
):
    with open_case() as case:
        for number in range(1, 6):
            case.put(str(number), datetime(2025, 3, 10, 10 + number), label=f"no. {number}")
        for name, value in case.environment.items():
            monkeypatch.setenv(name, value)
        company = company_of({"desk": case.source})

        problems = check_sources(company)
        extract_days(company, "desk", date(2025, 3, 10), closing=True)
        load_landing(company)

    assert problems == []
    with open_warehouse() as database:
        found = database.execute(
            "select request_id, client_id, subject from landing.requests order by 1"
        ).fetchall()
    assert found == [(str(number), "12", f"no. {number}") for number in range(1, 6)]

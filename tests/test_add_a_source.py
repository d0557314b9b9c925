"""The page on adding a source is true: its package, written down as it stands there, is read."""

import importlib
import json
import re
import sys
from datetime import date
from pathlib import Path

import pytest

from include.landing.load import load_landing
from include.sources import registry, systems
from include.sources.checks.sources import check_sources
from include.warehouse import open_warehouse
from sandbox.systems.serving import served
from tests.conftest import extract_days

PAGE = Path(__file__).resolve().parent.parent / "docs/add_a_source.md"
BLOCKS = re.findall(r"```(python|yaml)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
FILES = ("__init__.py", "connector.py", "mapping.yml")
TICKETS = [
    {
        "id": number,
        "client": str(number % 2),
        "subject": f"no. {number}",
        "opened": f"2025-03-10T1{number}:00:00Z",
        "changed": f"2025-03-10T1{number}:30:00Z",
        "closed": None,
    }
    for number in range(1, 6)
]


async def helpline(scope, receive, send):
    """Answer as the page says the help desk does, two tickets a page at most."""
    allowed = (b"authorization", b"Bearer canary") in scope["headers"]
    said = dict(pair.split("=", 1) for pair in scope["query_string"].decode().split("&"))
    first = 2 * (int(said.get("page", 1)) - 1)
    body = json.dumps({"tickets": TICKETS[first : first + 2], "pages": 3}).encode()
    headers = [(b"content-type", b"application/json")]
    await send(
        {
            "type": "http.response.start",
            "status": 200 if allowed else 401,
            "headers": headers,
        }
    )
    await send({"type": "http.response.body", "body": body})


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


def test_the_package_of_the_page_is_a_source_by_being_there(home, package, company_of, monkeypatch):
    with served(helpline) as server:
        at = {"conn_type": "helpline", "host": server.host, "port": server.port}
        known = {"password": "canary", "extra": {"scheme": "http"}}
        monkeypatch.setenv("AIRFLOW_CONN_HELPLINE", json.dumps(at | known))
        company = company_of({"desk": {"kind": "helpline", "connection": "helpline"}})

        problems = check_sources(company)
        extract_days(company, "desk", date(2025, 3, 10), closing=True)
        load_landing(company)

    assert problems == []
    with open_warehouse() as database:
        found = database.execute(
            "select request_id, client_id, subject from landing.requests order by 1"
        ).fetchall()
    assert found == [(str(each["id"]), each["client"], each["subject"]) for each in TICKETS]

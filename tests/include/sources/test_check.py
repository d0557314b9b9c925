"""What the check asks of a system before anything runs."""

import json
from pathlib import Path

import pytest

from include.sources.check import check_sources
from include.sources.registry import system_of, systems
from sandbox.systems.serving import served
from sandbox.systems.telegram.server import Server
from sandbox.systems.telegram.state import State

PAGES = Path(__file__).resolve().parents[3] / "docs/sources"
SAID = {
    "bitrix24": {"only": ["users"]},
    "dynamics365": {"only": ["systemusers"]},
    "imap": {"options": {"own_domains": ["vesna.example"]}},
}


def test_each_stream_is_asked_for_once(home, company_of, monkeypatch):
    bot = Server(State())
    with served(bot.faults) as place:
        monkeypatch.setenv("AIRFLOW_CONN_TELEGRAM", bot.connection(place))

        problems = check_sources(
            company_of({"chat": {"kind": "telegram", "connection": "telegram"}})
        )

    assert problems == []
    asked = [request.path.rsplit("/")[-1] for request in bot.faults.log]
    assert asked == ["getMe", "getWebhookInfo"]


@pytest.mark.parametrize("kind", [kind for kind in systems() if system_of(kind).connection])
def test_whoever_has_no_connection_yet_is_shown_one_of_that_kind(company_of, kind):
    source = {"kind": kind, "connection": "nowhere"} | SAID.get(kind, {})

    (problem,) = check_sources(company_of({"system": source}))

    assert problem.where == "environment variable AIRFLOW_CONN_NOWHERE"
    assert f"AIRFLOW_CONN_NOWHERE='{system_of(kind).connection}'" in problem.remedy


@pytest.mark.parametrize("kind", systems())
def test_the_connection_that_is_shown_is_that_of_the_page(kind):
    example = system_of(kind).connection
    if example.startswith("{"):
        assert json.loads(example)["conn_type"] == kind
        assert f"='{example}'" in (PAGES / f"{kind}.md").read_text(encoding="utf-8")

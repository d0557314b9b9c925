"""What the check asks of a system before anything runs."""

import json
from pathlib import Path

import pytest

from include.errors import Note
from include.sources import paged
from include.sources.checks.sources import check_sources
from include.sources.registry import system_of, systems
from include.sources.web.clock import VirtualClock
from sandbox.systems.bitrix24.server import Server as Bitrix24
from sandbox.systems.bitrix24.state import State as PortalState
from sandbox.systems.dynamics365.server import Server as Dynamics365
from sandbox.systems.dynamics365.state import State as OrganisationState
from sandbox.systems.mailchimp.server import Server as Mailchimp
from sandbox.systems.mailchimp.state import State as MailchimpState
from sandbox.systems.serving import served
from sandbox.systems.telegram.server import Server
from sandbox.systems.telegram.state import State

PAGES = Path(__file__).resolve().parents[4] / "docs/sources"
FUNNELS = {"sales": {"stages": ["new", "won"], "lost": ["lost"]}}
HTTP = {"scheme": "http"}
MAILINGS = {"kind": "mailchimp", "connection": "mailchimp"}
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


def test_what_is_wrong_with_every_stream_is_told_once(company_of, monkeypatch):
    account = Mailchimp(MailchimpState())
    with served(account.faults) as place:
        wrong = json.loads(account.connection(place)) | {"password": "canary-wrong-us1"}
        monkeypatch.setenv("AIRFLOW_CONN_MAILCHIMP", json.dumps(wrong))

        (problem,) = check_sources(company_of({"mailings": MAILINGS}))

    assert problem.what == "Mailchimp does not accept the API key"


def test_where_the_file_is_wrong_no_stream_is_proposed_to_be_left_out(company_of, monkeypatch):
    account = Mailchimp(MailchimpState())
    with served(account.faults) as place:
        monkeypatch.setenv("AIRFLOW_CONN_MAILCHIMP", account.connection(place))

        (problem,) = check_sources(
            company_of({"mailings": MAILINGS | {"options": {"audiences": ["l9"]}}})
        )

    assert problem.what == "the account has no audience l9"


def test_where_nobody_answers_no_other_stream_is_waited_for(company_of, monkeypatch):
    clock = VirtualClock()
    monkeypatch.setattr(paged, "WallClock", lambda: clock)
    nowhere = {"conn_type": "mailchimp", "host": "127.0.0.1", "port": 1, "password": "key-us1"}
    monkeypatch.setenv("AIRFLOW_CONN_MAILCHIMP", json.dumps(nowhere | {"extra": HTTP}))

    (problem,) = check_sources(company_of({"mailings": MAILINGS}))

    assert "no answer from 127.0.0.1" in problem.what
    assert 60 < clock.now() < 70


def test_what_can_be_read_without_the_missing_right_is_told_as_it_is_written(
    company_of, monkeypatch
):
    organisation = Dynamics365(OrganisationState())
    source = {"kind": "dynamics365", "connection": "crm"}
    alone = source | {"only": ["systemusers", "campaigns", "cdi_emailsends"]}
    needed = source | {"only": ["accounts", "contacts", "opportunities", "systemusers"]}
    with served(organisation.faults) as place:
        monkeypatch.setenv("AIRFLOW_CONN_CRM", organisation.connection(place))

        organisation.state.missing_privileges = {"prvReadCampaign"}
        missing, readable = check_sources(company_of({"crm": alone}))
        organisation.state.missing_privileges = {"prvReadAccount"}
        (serving_others,) = check_sources(company_of({"crm": needed}, funnels=FUNNELS))

    assert missing.what == "the application user lacks the privilege prvReadCampaign"
    assert serving_others.what == "the application user lacks the privilege prvReadAccount"
    assert isinstance(readable, Note)
    assert readable.remedy.startswith("`only: [systemusers, cdi_emailsends]` reads them")


def test_whoever_lacks_the_telephony_is_told_how_to_read_the_rest(company_of, monkeypatch):
    portal = Bitrix24(PortalState(scopes=frozenset({"crm", "user"})))
    source = {"kind": "bitrix24", "connection": "portal"}
    with served(portal.faults) as place:
        monkeypatch.setenv("AIRFLOW_CONN_PORTAL", portal.connection(place))

        missing, readable = check_sources(company_of({"crm": source}, funnels=FUNNELS))

    assert "telephony" in missing.what
    assert readable.what == "10 of 11 streams can be read"
    assert "calls" not in readable.remedy


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

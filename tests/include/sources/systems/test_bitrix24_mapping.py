"""What is shipped for Bitrix24 turns a portal into the company's clients, deals and contacts."""

import json
from datetime import datetime, timedelta

import pytest
import yaml

from include.company import load_company
from include.landing.load import load_landing
from include.warehouse import open_warehouse
from sandbox.systems.bitrix24.fill import fill
from sandbox.systems.bitrix24.filling import LOST_REASON, ORIGINATOR
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.state import State
from sandbox.systems.serving import served
from sandbox.world.world import make_world
from tests.conftest import extract_days

STAGES = ("NEW", "CONTACTED", "PROPOSAL", "AGREED", "WON")
COMPANY = {
    "name": "Test",
    "zone": "Europe/Kyiv",
    "currency": "UAH",
    "funnels": {
        "retail": {
            "stages": [{"id": stage, "label": stage.title()} for stage in STAGES],
            "lost": ["LOSE"],
            "conversion_days": 60,
        }
    },
    "sources": {
        "crm": {
            "kind": "bitrix24",
            "connection": "portal",
            "options": {"originator": ORIGINATOR, "lost_reason": LOST_REASON},
        }
    },
}
MERGED_DAYS = 60


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Read the company's portal twice, two months apart, and return queries of both."""
    home = tmp_path_factory.mktemp("home")
    world = make_world(tmp_path_factory.mktemp("world"), "XS")
    portal, last = State(), world.last_day
    with pytest.MonkeyPatch.context() as patched, served(Server(portal).faults) as place:
        address = {"host": place.host, "port": place.port, "login": "1"}
        address |= {"conn_type": "bitrix24", "password": portal.secret, "extra": {"scheme": "http"}}
        patched.setenv("AIRFLOW_CONN_PORTAL", json.dumps(address))
        patched.setenv("CLIENTELE_HOME", str(home))
        (home / "company.yml").write_text(yaml.safe_dump(COMPANY))
        company = load_company(home / "company.yml")
        between = last - timedelta(days=MERGED_DAYS)
        fill(portal, world, datetime.combine(between, datetime.min.time()))
        extract_days(company, "crm", world.first_day.replace(year=2015), 4_000, closing=True)
        until = datetime.combine(last, datetime.min.time())
        fill(portal, world, until)
        extract_days(company, "crm", between - timedelta(days=2), MERGED_DAYS + 2, closing=True)
        load_landing(company)
        with open_warehouse() as landed, world.open() as truth:
            truth.execute("set variable moment = $moment", {"moment": until})
            yield lambda query: landed.sql(query).fetchall(), lambda q: truth.sql(q).fetchall()


def test_clients_are_those_of_the_company_after_merges_and_removals(read):
    landed, truth = read

    clients = landed("select client_id, client_kind from landing.clients order by all")

    assert clients == truth(
        "select client_id::varchar, kind from clients where unit = 'retail' and in_crm "
        "and created_at <= getvariable('moment') "
        "and (merged_at is null or merged_at > getvariable('moment')) "
        "and (removed_at is null or removed_at > getvariable('moment')) order by all"
    )


def test_deals_are_those_of_the_company_and_name_their_clients(read):
    landed, truth = read

    deals = landed("select deal_id::bigint, amount, lost_reason from landing.deals order by all")
    strangers = landed(
        "select deal_id::bigint from landing.deals anti join landing.clients using (client_id) "
        "order by all"
    )

    assert deals == truth(
        "select deal_id, amount, case when (select arg_max(stage, (moved_at, move_id)) "
        "from deal_moves where deal_id = deals.deal_id and moved_at <= getvariable('moment')) "
        "= 'lost' then lost_reason end from deals where unit = 'retail' "
        "and created_at <= getvariable('moment') "
        "and (removed_at is null or removed_at > getvariable('moment')) order by all"
    )
    assert strangers == truth(
        "select deal_id from deals inner join clients using (client_id) "
        "where deals.unit = 'retail' and deals.created_at <= getvariable('moment') "
        "and coalesce(deals.removed_at > getvariable('moment'), true) "
        "and clients.removed_at <= getvariable('moment') order by all"
    )


def test_every_stage_of_a_deal_is_told_in_its_moment(read):
    landed, truth = read

    moves = landed(
        "select event_id::bigint, deal_id::bigint, entered_at from landing.deal_stage_events "
        "order by all"
    )

    assert moves == truth(
        "select move_id, deal_id, date_trunc('second', moved_at) from deal_moves "
        "inner join deals using (deal_id) where deal_moves.unit = 'retail' "
        "and moved_at <= getvariable('moment') "
        "and (removed_at is null or removed_at > getvariable('moment')) order by all"
    )


def test_leads_come_with_channel_and_loss(read):
    landed, truth = read

    leads = landed(
        "select lead_id::bigint, channel_id, lost_reason from landing.leads order by all"
    )

    assert leads == truth(
        "select lead_id, channel_id, "
        "case when lost_at <= getvariable('moment') then lost_reason end from leads "
        "where unit = 'retail' and created_at <= getvariable('moment') order by all"
    )


def test_every_contact_is_one_interaction(read):
    landed, truth = read

    counts = dict(landed("select interaction_kind, count(*) from landing.interactions group by 1"))

    ((meetings,),) = truth(
        "select count(*) from meetings inner join clients using (client_id) "
        "where unit = 'retail' and starts_at <= getvariable('moment')"
    )
    ((calls,),) = truth(
        "select count(*) from calls where system = 'bitrix24' and ended_at <= getvariable('moment')"
    )
    ((comments,),) = truth(
        "select count(*) from comments inner join deals using (deal_id) "
        "where unit = 'retail' and comments.created_at <= getvariable('moment') "
        "and (removed_at is null or removed_at > getvariable('moment'))"
    )
    assert counts == {"meeting": meetings, "call": calls, "comment": comments}


def test_only_a_meeting_that_was_held_is_completed_and_a_call_names_its_line(read):
    landed, truth = read

    outcomes = landed(
        "select outcome, count(*) from landing.interactions "
        "where interaction_kind = 'meeting' group by 1 order by 1"
    )
    lines = landed(
        "select distinct line_name is null from landing.interactions "
        "where interaction_kind = 'call'"
    )

    assert outcomes == truth(
        "select case when ends_at <= getvariable('moment') then 'completed' else 'planned' end, "
        "count(*) from meetings inner join clients using (client_id) "
        "where unit = 'retail' and starts_at <= getvariable('moment') group by 1 order by 1"
    )
    assert lines == [(False,)]


def test_a_task_is_no_interaction_and_is_done_when_it_was_done(read):
    landed, truth = read

    tasks = landed("select count(*), count(completed_at) from landing.tasks")

    assert tasks == truth(
        "select count(*), count(completed_at) filter (completed_at <= getvariable('moment')) "
        "from tasks inner join deals using (deal_id) "
        "where unit = 'retail' and tasks.created_at <= getvariable('moment')"
    )


def test_employees_and_channels_are_named(read):
    landed, truth = read

    assert landed(
        "select employee_name from landing.employees order by employee_id::bigint"
    ) == truth(
        "select full_name from employees where hired_on <= getvariable('moment') "
        "order by employee_id"
    )
    assert landed("select channel_id, channel_name from landing.channels order by all") == truth(
        "select channel_id, name from channels order by all"
    )


def test_every_telephone_and_address_of_a_card_identifies_its_client(read):
    landed, _ = read

    kinds = dict(
        landed("select identifier_kind, count(*) from landing.client_identifiers group by 1")
    )
    ((clients, phones, emails),) = landed(
        "select count(*), count(phone), count(email) from landing.clients"
    )

    assert kinds == {"crm": clients, "phone": phones, "email": emails}

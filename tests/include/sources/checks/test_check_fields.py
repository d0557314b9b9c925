"""What the check says of fields: one that is not there would be empty in every row, unsaid."""

from datetime import datetime
from itertools import count

import pytest

from include.sources.checks import fields
from include.sources.checks.sources import check_sources
from include.sources.registry import system_of
from include.sources.shipped import shipped_in
from sandbox.systems.bitrix24.server import Server as Bitrix24
from sandbox.systems.bitrix24.state import State as Portal
from sandbox.systems.dynamics365.server import Server as Dynamics365
from sandbox.systems.dynamics365.state import State as Organisation
from sandbox.systems.serving import served

FUNNELS = {"sales": {"stages": ["new", "won"]}}
STREAMS = shipped_in(system_of("bitrix24").folder)["streams"]
DEAL = {"deal_id": "id", "created_at": "createdTime"}
CLIENT = {"client_id": "accountid", "client_name": "name"}


@pytest.fixture(scope="module")
def portal():
    """Serve a portal whose deals have a field of the company's own, ufCrm_1700000001."""
    # its clock is so far ahead of whoever asks that no test waits for the requests of another
    state = Portal(clock=count(step=10).__next__)
    now = state.moment(datetime(2025, 3, 10))
    state.put("deal", 1, ufCrm_1700000001="price", createdTime=now, updatedTime=now)
    server = Bitrix24(state)
    with served(server.faults) as place:
        yield server, place


@pytest.fixture
def bitrix24(portal, company_of, monkeypatch):
    """Return a function that checks a portal's source."""
    server, place = portal
    monkeypatch.setenv("AIRFLOW_CONN_PORTAL", server.connection(place))

    def check(**source: object) -> list[tuple[str, str, str]]:
        said = {"kind": "bitrix24", "connection": "portal", **source}
        said["entities"] = {"deal_stage_event": None} | said.get("entities", {})
        found = check_sources(company_of({"crm": said}, funnels=FUNNELS))
        return [(each.what, each.where, each.remedy) for each in found]

    return check


@pytest.fixture
def state():
    """Make an organisation without rows."""
    return Organisation()


@pytest.fixture
def dynamics365(state, company_of, monkeypatch):
    """Return a function that checks the accounts of an organisation."""

    def check(**source: object) -> list[tuple[str, str, str]]:
        said = {"kind": "dynamics365", "connection": "crm", "only": ["accounts", "contacts"]}
        found = check_sources(company_of({"crm": said | source}))
        return [(each.what, each.where, each.remedy) for each in found]

    server = Dynamics365(state)
    with served(server.faults) as place:
        monkeypatch.setenv("AIRFLOW_CONN_CRM", server.connection(place))
        yield check


def test_a_field_of_an_option_that_the_portal_lacks_is_told_with_the_nearest(bitrix24):
    assert bitrix24(options={"lost_reason": "ufCrm_1700000002"}) == [
        (
            "rows of deals have no field 'ufCrm_1700000002'",
            "company.yml: sources.crm.options.lost_reason",
            "Write another; nearest is ufCrm_1700000001",
        )
    ]


def test_a_field_of_an_option_that_the_portal_has_is_sound(bitrix24):
    assert bitrix24(options={"lost_reason": "ufCrm_1700000001"}) == []


# each stream is asked once for its fields, and Bitrix24 lets forty requests through at once
def test_a_check_of_a_portal_asks_so_little_that_it_never_waits(bitrix24, portal):
    faults = portal[0].faults
    before = len(faults.log)

    bitrix24(options={"lost_reason": "ufCrm_1700000001"})

    assert 0 < len(faults.log) - before < 40


def test_a_field_that_a_mapping_takes_out_of_the_payload_is_looked_for(bitrix24):
    columns = DEAL | {"lost_reason": "payload ->> '$.ufCrm_17'"}

    ((what, where, _),) = bitrix24(entities={"deal": {"from": "deals", "columns": columns}})

    assert what == "rows of deals have no field 'ufCrm_17'"
    assert where == "company.yml: sources.crm.entities.deal.columns.lost_reason"


def test_what_is_shipped_is_not_looked_for_and_a_part_of_it_that_the_company_says_is(
    bitrix24, monkeypatch
):
    whole, part = "coalesce(payload ->> '$.ufCrm_17', sourceId)", "payload ->> '$.ufCrm_17'"
    shipped = {"deal": {"from": "deals", "columns": {"lost_reason": whole}}}
    monkeypatch.setattr(fields, "shipped_in", lambda _: {"streams": STREAMS, "entities": shipped})

    def found(said: str) -> list[str]:
        deal = {"from": "deals", "columns": DEAL | {"lost_reason": said}}
        return [
            what
            for what, _, _ in bitrix24(only=["deals", "stage_history"], entities={"deal": deal})
        ]

    assert found(whole) == []
    assert found(part) == ["rows of deals have no field 'ufCrm_17'"]


def test_a_field_that_a_stream_names_is_looked_for_and_what_is_shipped_is_not(bitrix24):
    named = {"id": "id", "createdTime": "createdTime", "reason": "ufCrm_17"}
    deal = {"from": "deals", "columns": DEAL | {"lost_reason": "reason"}}

    found = bitrix24(
        only=["deals", "stage_history"],
        streams={"deals": {"fields": named, "updated": None, "time": None, "deletions": "ignore"}},
        entities={"deal": deal},
    )

    assert [what for what, _, _ in found] == ["rows of deals have no field 'ufCrm_17'"]


def test_a_column_that_an_option_names_is_looked_for(dynamics365):
    assert dynamics365(options={"account_number": "acountnumber"}) == [
        (
            "rows of accounts have no field 'acountnumber'",
            "company.yml: sources.crm.options.account_number",
            "Write another; nearest are accountnumber, versionnumber",
        )
    ]


def test_a_column_that_is_shipped_and_that_the_organisation_lacks_is_a_note(dynamics365, state):
    state.drop_column("accounts", "telephone1")

    ((what, where, _),) = dynamics365()

    assert what == "rows of accounts have no field 'telephone1'"
    assert where == "company.yml: sources.crm.streams.accounts.fields.phone"


def test_a_column_that_is_there_and_not_read_is_told_with_how_to_read_it(dynamics365):
    client = {"from": "accounts", "columns": CLIENT | {"language": "payload ->> 'statuscode'"}}

    ((what, where, remedy),) = dynamics365(entities={"client": client})

    assert what == "the field 'statuscode' is not read, so it is empty in every row"
    assert where == "company.yml: sources.crm.entities.client.columns.language"
    assert remedy == "Name it under streams.accounts.fields too"


def test_a_column_that_the_company_added_to_a_table_is_read_without_being_named(dynamics365):
    client = {"from": "contacts", "columns": {"client_id": "contactid"}}
    client["columns"]["language"] = "payload ->> 'cr_clientnumber'"

    assert dynamics365(entities={"client": client}) == []

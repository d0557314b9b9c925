"""What the check says of stages: whatever would count nowhere is told before the first night."""

from datetime import datetime

import pytest

from include.errors import ClienteleError, Note
from include.sources.checks import stages
from include.sources.checks.sources import check_sources
from sandbox.systems.bitrix24.server import Server as Bitrix24
from sandbox.systems.bitrix24.state import State as Portal
from sandbox.systems.dynamics365.server import Server as Dynamics365
from sandbox.systems.dynamics365.state import State as Organisation
from sandbox.systems.serving import served

FUNNELS = {
    "retail": {"stages": ["new", "won"], "lost": ["lost"]},
    "wholesale": {"stages": ["new", "contract", "won"], "lost": ["lost"]},
}
STAGE = "case when STAGE_ID like '%LOSE' then 'lost' else lower(split_part(STAGE_ID, ':', -1)) end"
EVENT = {"event_id": "ID", "deal_id": "OWNER_ID", "entered_at": "CREATED_TIME"}
DEAL = {"deal_id": "id", "created_at": "createdTime"}
BY_PIPELINE = "case categoryId when '4' then 'wholesale' else 'retail' end"
SQL = {
    "kind": "sql",
    "connection": "shop_db",
    "streams": {
        "deals": {"table": "public.deals", "key": ["id"]},
        "steps": {"table": "public.steps", "key": ["id"]},
    },
    "entities": {
        "deal": {"from": "deals", "columns": {"deal_id": "id", "created_at": "made_at"}},
        "deal_stage_event": {
            "from": "steps",
            "columns": {"event_id": "id", "deal_id": "deal", "stage": "stage", "entered_at": "at"},
        },
    },
}


@pytest.fixture(scope="module")
def portal():
    """Serve a portal with two pipelines: NEW, WON, LOSE; and C4:NEW, C4:CONTRACT, C4:WON."""
    state = Portal()
    for number, stage in enumerate(("NEW", "WON", "LOSE"), start=1):
        state.put("status", number, ENTITY_ID="DEAL_STAGE", STATUS_ID=stage)
    for number, stage in enumerate(("C4:NEW", "C4:CONTRACT", "C4:WON"), start=11):
        state.put("status", number, ENTITY_ID="DEAL_STAGE_4", STATUS_ID=stage)
    state.put("status", 21, ENTITY_ID="STATUS", STATUS_ID="JUNK")
    server = Bitrix24(state)
    with served(server.faults) as place:
        yield server.connection(place)


@pytest.fixture
def crm(portal, company_of, monkeypatch):
    """Return a function that checks the portal with this stage and this funnel of a deal."""
    monkeypatch.setenv("AIRFLOW_CONN_PORTAL", portal)

    def check(stage: str, funnel: str = "", **more: str) -> list[ClienteleError]:
        event = {"from": "stage_history", "columns": EVENT | {"stage": stage}} | more
        deal = {"from": "deals", "columns": DEAL | ({"funnel_id": funnel} if funnel else {})}
        source = {
            "kind": "bitrix24",
            "connection": "portal",
            "only": ["deals", "stage_history"],
            "entities": {"deal": deal, "deal_stage_event": event},
        }
        return check_sources(company_of({"crm": source}, funnels=FUNNELS))

    return check


def test_stages_that_no_funnel_has_are_named_with_what_to_write(crm):
    unknown, unvisited = crm("STAGE_ID")

    assert unknown.what == "no funnel has the stages NEW, WON, LOSE, C4:NEW, C4:CONTRACT, C4:WON"
    assert unknown.where == "company.yml: sources.crm.entities.deal_stage_event.columns.stage"
    assert "`stages: [NEW, WON, LOSE, C4:NEW, C4:CONTRACT, C4:WON]`" in unknown.remedy
    assert "turn them into new, won, lost, contract" in unknown.remedy
    assert not isinstance(unknown, Note)
    assert unvisited.what == "no source is seen to have the stages new, won, lost, contract"


def test_stages_that_the_mapping_turns_into_those_of_a_deals_funnel_are_sound(crm):
    assert crm(STAGE, BY_PIPELINE) == []


def test_what_a_portal_ships_is_sound_once_its_pipelines_and_stages_are_named(
    portal, company_of, monkeypatch
):
    monkeypatch.setenv("AIRFLOW_CONN_PORTAL", portal)
    lost, own = {"LOSE": "lost"}, ("NEW", "WON", "C4:NEW", "C4:CONTRACT", "C4:WON")
    stages = lost | {stage: stage.rpartition(":")[2].lower() for stage in own}
    options = {"funnels": {0: "retail", 4: "wholesale"}, "stages": stages}
    source = {"kind": "bitrix24", "connection": "portal", "options": options}

    assert check_sources(company_of({"crm": source}, funnels=FUNNELS)) == []


def test_a_stage_of_another_funnel_than_the_deals_is_told(crm):
    (foreign,) = crm(STAGE)

    assert foreign.what == ("deals of the funnel retail come to contract, stages of another funnel")
    assert foreign.where == "company.yml: sources.crm.entities.deal.columns.funnel_id"


def test_a_stage_of_which_the_mapping_makes_none_is_told_by_the_systems_own_name(crm):
    nameless, _ = crm(f"nullif({STAGE}, 'contract')", BY_PIPELINE)

    assert nameless.what == "the mapping makes no stage of C4:CONTRACT"


def test_a_pipeline_that_is_left_out_is_not_asked_for_and_its_stages_are_a_note(crm):
    (unvisited,) = crm(STAGE, where="CATEGORY_ID = '0'")

    assert isinstance(unvisited, Note)
    assert unvisited.what == "no source is seen to have the stages contract"


def test_a_funnel_that_there_is_not_is_told(crm):
    unknown, *_ = crm(STAGE, "case categoryId when '4' then 'b2b' else 'retail' end")

    assert unknown.what == "there is no funnel b2b"
    assert unknown.remedy.endswith("let the mapping give retail or wholesale")


@pytest.fixture
def dynamics(company_of, monkeypatch):
    """Return an organisation, and a function that checks it with these options."""
    server = Dynamics365(Organisation())

    def check(**options: object) -> list[ClienteleError]:
        source = {
            "kind": "dynamics365",
            "connection": "crm",
            "only": ["opportunities", "accounts", "contacts", "leads", "systemusers"],
            "options": options,
        }
        return check_sources(company_of({"crm": source}, funnels=FUNNELS))

    with served(server.faults) as place:
        monkeypatch.setenv("AIRFLOW_CONN_CRM", server.connection(place))
        yield server.state, check


def test_steps_of_open_opportunities_are_held_against_the_funnel(dynamics):
    state, check = dynamics
    for key, step, status in (("a", "2-Develop", 0), ("b", "3-Contract", 0), ("c", "9-Old", 1)):
        row = {"opportunityid": key, "stepname": step, "statecode": status}
        state.put("opportunities", row, datetime(2025, 3, 10, 10))

    (unknown,) = check(funnel="wholesale")
    translated = check(funnel="wholesale", stages={"2-Develop": "new"})

    assert unknown.what == "no funnel has the stages develop"
    assert translated == []


def test_what_an_organisation_calls_won_and_lost_is_known_before_it_has_an_opportunity(dynamics):
    _, check = dynamics

    unknown, _ = check(funnel="retail", won_stage="gained")

    assert unknown.what == "no funnel has the stages gained"


@pytest.fixture
def tables(shop):
    """Return the shop's database with empty tables of deals and of their steps."""
    shop.execute("create table deals (id int, made_at timestamp)")
    shop.execute("create table steps (id int, deal int, stage text, at timestamp)")
    return shop


def test_stages_in_a_table_are_held_against_the_funnel_of_its_deals(tables, company_of):
    tables.execute("insert into deals values (1, '2025-03-10'), (2, '2025-03-10')")
    tables.execute(
        "insert into steps values (1, 1, 'new', '2025-03-10'), (2, 1, 'contract', '2025-03-10'), "
        "(3, 2, 'won', '2025-03-10'), (4, 2, 'prospect', '2025-03-10'), (5, 2, 'lost', null)"
    )

    unknown, foreign = check_sources(company_of({"shop": SQL}, funnels=FUNNELS))

    assert unknown.what == "no funnel has the stages prospect"
    assert foreign.what == "deals of the funnel retail come to contract, stages of another funnel"


def test_a_step_without_a_stage_is_told_by_its_deal_where_it_has_no_key(tables, company_of):
    tables.execute("insert into deals values (1, '2025-03-10'), (null, null)")
    tables.execute(
        "insert into steps values (null, 1, null, '2025-03-10'), (7, 1, null, '2025-03-11'), "
        "(8, 1, 'won', '2025-03-12'), (null, null, null, null)"
    )

    nameless, *_ = check_sources(company_of({"shop": SQL}, funnels=FUNNELS))

    assert nameless.what == "the mapping makes no stage of deal 1, 7"


def test_a_view_finds_the_partners_of_its_rows_however_many_there_are(
    tables, company_of, monkeypatch
):
    monkeypatch.setattr(stages, "MOST_ROWS", 1)
    tables.execute("insert into deals values (1, '2025-03-10'), (2, '2025-03-10')")
    tables.execute(
        "insert into steps values (1, 2, 'won', '2025-03-10'), (2, 1, 'new', '2025-03-10')"
    )
    moves = (
        "select steps.*, case when deals.id is not null then stage end as reached "
        "from steps left join deals on steps.deal = deals.id -- all"
    )
    event = {"event_id": "id", "deal_id": "deal", "stage": "reached", "entered_at": "at"}
    entities = SQL["entities"] | {"deal_stage_event": {"from": "moves", "columns": event}}
    source = SQL | {"views": {"moves": moves}, "entities": entities}

    (unvisited,) = check_sources(company_of({"shop": source}, funnels=FUNNELS))

    # of two stages one is seen, for the rows of the view are cut
    assert unvisited.what.count("won") + unvisited.what.count("new") == 1


def test_an_empty_table_tells_nothing_of_stages(tables, company_of):
    assert check_sources(company_of({"shop": SQL}, funnels=FUNNELS)) == []

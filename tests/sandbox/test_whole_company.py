"""The company that does not exist, read from all its systems: nothing lost, nothing double."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from include.company import load_company
from include.errors import Note
from include.landing.batches import manifests
from include.landing.load import load_landing
from include.refresh import build_marts
from include.sources.checks.sources import check_sources
from include.sources.entities import ENTITIES
from include.sources.extract import extract
from include.warehouse import open_warehouse
from sandbox.postgres import connection_json, make_database
from sandbox.servers import COMPANY, DATABASES, fill_databases_and_files, make_home
from sandbox.systems.starts import STARTS
from sandbox.truth import counts
from sandbox.world.world import open_world

BEGINNING, CLOSING = datetime(2020, 1, 1, tzinfo=UTC), datetime(2025, 10, 31, 22, tzinfo=UTC)
OPENING = CLOSING - timedelta(days=45)
# what the marts know of: all that began before the last day's midnight in Kyiv
CUT_OFF = CLOSING - timedelta(days=1)
CALLS = """
    with calls as (from calls where started_at < $cut_off),

    judged as (
        select
            *,
            direction = 'in' and outcome <> 'answered' as is_missed,
            -- Dynamics knows when a call began and ended, and not when it was answered
            case system when 'dynamics365' then waited_seconds else 0 end as rung_seconds,
            exists (
                select 1 from calls as later
                where
                    later.direction = 'out'
                    and later.started_at > calls.started_at
                    and later.started_at <= calls.ended_at + interval 60 minute
                    and (later.phone = calls.phone or later.client_id = calls.client_id)
            ) as is_followed
        from calls
    )
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory, postgres):
    """Lead the smallest company's history, and then its last days, through every source."""
    home = tmp_path_factory.mktemp("vesna") / "home"
    with ExitStack() as stack, pytest.MonkeyPatch.context() as environment:
        environment.setenv("CLIENTELE_HOME", str(home))
        make_home(home, "XS")
        world = open_world(home / "world")
        for name in DATABASES:
            make_database(postgres, name)
            environment.setenv(f"AIRFLOW_CONN_{name.upper()}_DB", connection_json(postgres, name))
        systems = {name: start(stack) for name, start in STARTS.items()}
        for name, system in systems.items():
            environment.setenv(f"AIRFLOW_CONN_{name.upper()}", system.connection)
        company = load_company(home / COMPANY.name)
        for start, end in ((BEGINNING, OPENING), (OPENING, CLOSING)):
            at = end.replace(tzinfo=None)
            fill_databases_and_files(postgres, home, world, at)
            for system in systems.values():
                system.fill(world, at)
            for source in company.enabled_sources:
                extract(company, source, start, end, run_id=f"{end:%Y%m%d}")
        load_landing(company)
        yield company, world


@pytest.fixture(scope="module")
def marts(company):
    """Build the marts of the last day but one, and return the world they tell of."""
    loaded, world = company
    build_marts(loaded, CUT_OFF.date())
    return world


def test_every_system_can_be_asked_and_every_mapping_fits(company):
    loaded, _ = company

    assert [each for each in check_sources(loaded) if not isinstance(each, Note)] == []


def test_every_entity_there_is_comes_from_some_system(company):
    with open_warehouse() as database:
        empty = [
            entity.name
            for entity in ENTITIES.values()
            if database.execute(f"select count(*) from landing.{entity.view}").fetchone() == (0,)
        ]

    assert empty == []


def test_of_each_entity_each_source_gave_as_many_rows_as_are_true(company):
    _, world = company

    found = counts(world, CLOSING)

    assert {(each.source, each.entity, each.found) for each in found} == {
        (each.source, each.entity, each.expected) for each in found
    }
    assert len(found) > 40
    assert all(each.expected > 0 for each in found)


def test_no_row_is_lost_between_reading_and_landing(company):
    loaded, _ = company
    batches = [
        batch
        for name, source in loaded.enabled_sources.items()
        for stream in source.streams
        for batch in manifests(name, stream)
    ]

    unbalanced = [
        batch
        for batch in batches
        if batch.rows_in != batch.rows_landed + batch.duplicates + batch.quarantined
    ]

    assert unbalanced == []
    assert sum(batch.quarantined for batch in batches) >= 3
    assert sum(batch.deleted for batch in batches) > 0


def test_who_is_one_client_in_truth_is_one_client_and_who_was_merged_is_none(marts):
    with open_warehouse() as database:
        found = database.execute("select client_id, is_test from marts.dim_clients").fetchall()
    with marts.open() as session:
        session.execute(f"set variable moment = TIMESTAMP '{CLOSING.replace(tzinfo=None)}'")
        alive, merged = (
            {str(row[0]) for row in session.execute(query).fetchall()}
            for query in (
                "select client_id from clients where created_at <= getvariable('moment') "
                "and coalesce(removed_at > getvariable('moment'), true) "
                "and coalesce(merged_at > getvariable('moment'), true)",
                "select client_id from clients where merged_at <= getvariable('moment')",
            )
        )

    known = [client for client, _ in found]
    assert len(known) == len(set(known))
    assert alive <= set(known)
    assert not merged & set(known)
    assert merged


def test_calls_are_missed_and_called_back_as_they_truly_were(marts):
    found, true = both(
        marts,
        "select queue_name, count(*), count(*) filter (is_missed), "
        "count(*) filter (is_called_back_in_time) from marts.fct_calls "
        "where queue_name is not null group by 1 order by 1",
        CALLS + "select queue, count(*), count(*) filter (is_missed), "
        "count(*) filter (is_missed and is_followed) from judged "
        "where system = 'asterisk' and queue is not null group by 1 order by 1",
    )
    everywhere = both(
        marts,
        "select count(*) filter (is_missed), count(*) filter (is_called_back_in_time) "
        "from marts.fct_calls",
        CALLS + "select count(*) filter (is_missed), count(*) filter (is_missed and is_followed) "
        "from judged",
    )

    assert found == true
    assert everywhere[0] == everywhere[1]
    assert all(count > 0 for count in everywhere[1][0])


def test_each_employee_called_and_talked_as_they_truly_did(marts):
    found, true = both(
        marts,
        "select employee_id, sum(made_call_count), sum(answered_call_count), sum(talked_seconds) "
        "from marts.fct_employee_days group by 1 "
        "having sum(made_call_count + answered_call_count) > 0 order by 1",
        CALLS + "select cast(employee_id as varchar), count(*) filter (direction = 'out'), "
        "count(*) filter (direction = 'in'), "
        "coalesce(sum(talked_seconds + rung_seconds) filter (outcome = 'answered'), 0) "
        "from judged where employee_id is not null group by 1 order by 1",
    )

    assert found == true
    assert len(true) > 5


def both(world, query: str, truth: str) -> tuple[list, list]:
    """Ask the marts and the truth, up to the cut-off."""
    with open_warehouse() as database:
        found = database.execute(query).fetchall()
    with world.open() as session:
        true = session.execute(truth, {"cut_off": CUT_OFF.replace(tzinfo=None)}).fetchall()
    return found, true

"""The funnel in SQL equals a second one that reads each deal's history event by event.

The compiled models of the tiny shop are run again over landing tables that hypothesis fills: ties
in time, ways back, skipped stages, losses, deals opened again, repeated rows, late events.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.funnels import Funnel, stage_rows
from include.warehouse import connect

LOST = "lost"
STEPS = "model.clientele.fct_deal_funnel_steps"
STAGES = "model.clientele.fct_deal_stages"
OPENED = datetime(2024, 3, 29)
CUTOFF = datetime(2024, 4, 2, 23)  # the local midnight in London after the last full day
GAPS = (0, 0, 1, 24, 30, 48)  # hours between two events: ties in time are common

Event = tuple[datetime, str]


@dataclass(frozen=True)
class Models:
    """A warehouse and the statements that build the funnel's tables in it anew."""

    database: duckdb.DuckDBPyConnection = field(repr=False)
    statements: list[str] = field(repr=False)


@pytest.fixture(scope="module")
def models(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Models]:
    """Open a copy of the built shop."""
    place = tmp_path_factory.mktemp("oracle") / "warehouse.duckdb"
    database = connect(place)
    database.execute(f"attach '{tiny_home / 'warehouse.duckdb'}' as built (read_only)")
    database.execute("copy from database built to warehouse")
    database.execute("detach built")
    manifest = json.loads((tiny_home / "dbt" / "manifest.json").read_text(encoding="utf-8"))
    compiled = tiny_home / "dbt" / "compiled" / "clientele"
    yield Models(database, _statements(manifest["nodes"], compiled))
    database.close()


def _statements(nodes: dict, compiled: Path) -> list[str]:
    """Return what builds every table between the landed deals and the bridge, in order."""
    wanted: list[str] = []

    def visit(name: str) -> None:
        for before in nodes[name]["depends_on"]["nodes"]:
            if before in nodes and before not in wanted:
                visit(before)
        if name not in wanted:
            wanted.append(name)

    visit(STEPS)
    visit(STAGES)
    tables = [nodes[name] for name in wanted if nodes[name]["config"]["materialized"] == "table"]
    return [
        f"create or replace table {node['schema']}.{node['name']} as "
        + (compiled / node["original_file_path"]).read_text(encoding="utf-8")
        for node in tables
    ]


@st.composite
def shops(draw: st.DrawFn) -> tuple[Funnel, list[list[Event]]]:
    """Draw a funnel of two to four stages and up to thirty histories in it."""
    stages = [f"s{n}" for n in range(1, draw(st.integers(2, 4)) + 1)]
    days = draw(st.integers(1, 4))
    funnel = Funnel(stages=stages, lost=[LOST], conversion_days=days)
    steps = st.tuples(st.sampled_from(GAPS), st.sampled_from([*stages, *stages, LOST]))
    ways = draw(st.lists(st.lists(steps, max_size=7), min_size=1, max_size=30))
    return funnel, [_history(way) for way in ways]


def _history(way: list[tuple[int, str]]) -> list[Event]:
    moment, events = OPENED, []
    for gap, stage in way:
        moment += timedelta(hours=gap)
        events.append((moment, stage))
    return events


def _fill(database: duckdb.DuckDBPyConnection, funnel: Funnel, histories: list) -> None:
    for table in ("deals", "deal_stage_events", "funnel_stages"):
        database.execute(f"delete from landing.{table}")
    rows = list(stage_rows({"sales": funnel}))
    marks = ", ".join("?" * len(rows[0]))
    database.executemany(f"insert into landing.funnel_stages values ({marks})", rows)
    database.executemany(
        "insert into landing.deals (deal_id, created_at) values (?, ?)",
        [[f"d{n}", OPENED] for n in range(len(histories))],
    )
    events = [
        [f"{n}-{place}", f"d{n}", stage, moment]
        for n, history in enumerate(histories)
        for place, (moment, stage) in enumerate(history)
    ]
    if events:
        database.executemany(
            "insert into landing.deal_stage_events (event_id, deal_id, stage, entered_at) "
            "values (?, ?, ?, ?)",
            events,
        )


def _way(history: list[Event], stages: list[str]) -> list[Event]:
    """Put a history in order and leave out what repeats where the deal is."""
    known = [event for event in history if event[0] < CUTOFF]
    order = [*stages, LOST]
    way: list[Event] = []
    for event in sorted(known, key=lambda event: (event[0], order.index(event[1]))):
        if not way or way[-1][1] != event[1]:
            way.append(event)
    return way


def told_event_by_event(funnel: Funnel, histories: list[list[Event]]) -> set[tuple]:
    """Return (deal, stage, entries, any, reached or passed, strict, snapshot, lost from)."""
    stages = [stage.id for stage in funnel.stages]
    rows = set()
    for n, history in enumerate(histories):
        way = _way(history, stages)
        entered = next((moment for moment, stage in way if stage != LOST), None)
        if entered is None:
            continue
        window_end = entered + timedelta(days=funnel.conversion_days)
        within = [stage for moment, stage in way if moment < window_end]
        last_stage = [stage for _, stage in way if stage != LOST][-1]
        is_lost = way[-1][1] == LOST
        for rank, stage in enumerate(stages, start=1):
            steps_left = iter(within)
            in_order = all(earlier in steps_left for earlier in stages[:rank])
            reached = any(later in within for later in stages[rank - 1 :])
            entries = within.count(stage)
            is_there, is_lost_from = (stage == last_stage and is_lost == lost for lost in (0, 1))
            counted = (entries, entries > 0, reached, in_order, is_there, is_lost_from)
            rows.add((f"d{n}", stage, *counted))
    return rows


def hours_event_by_event(funnel: Funnel, histories: list[list[Event]]) -> dict[tuple, float]:
    """Return the hours that each deal spent in each stage but the sale."""
    stages = [stage.id for stage in funnel.stages]
    spent: dict[tuple, float] = {}
    for n, history in enumerate(histories):
        way = _way(history, stages)
        for (moment, stage), (end, _) in pairwise([*way, (CUTOFF, "")]):
            if stage not in (LOST, stages[-1]):
                key = (f"d{n}", stage)
                spent[key] = spent.get(key, 0) + (end - moment) / timedelta(hours=1)
    return spent


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(shop=shops())
def test_five_definitions_and_the_time_in_a_stage_equal_those_told_event_by_event(models, shop):
    funnel, histories = shop
    _fill(models.database, funnel, histories)

    for statement in models.statements:
        models.database.execute(statement)

    steps = models.database.execute(
        "select deal_id, stage_id, entry_count, is_any, is_reached_or_passed, is_strict, "
        "is_snapshot, is_lost_from from marts.fct_deal_funnel_steps"
    ).fetchall()
    spent = models.database.execute(
        "select deal_id, stage_id, sum(stay_days) from marts.fct_deal_stages "
        "where stay_days is not null group by all"
    ).fetchall()
    assert set(steps) == told_event_by_event(funnel, histories)
    assert {(deal, stage): days * 24 for deal, stage, days in spent} == pytest.approx(
        hours_event_by_event(funnel, histories), abs=1e-6
    )

"""The company as a whole: equal seeds make equal companies, and what is planted is there."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from sandbox.world import World, make_world
from sandbox.world.columns import SCHEMAS
from sandbox.world.frame import SIZES, Frame
from sandbox.world.trade.sales import write_sales
from sandbox.world.world import STEPS, open_world

PLANTED = {
    ("duplicate", "clients"),
    ("household", "clients"),
    ("namesake", "clients"),
    ("hostile name", "clients"),
    ("removed", "clients"),
    ("hostile title", "products"),
    ("late", "orders"),
    ("removed", "orders"),
    ("removed", "deals"),
}


def content(folder: Path) -> dict[str, str]:
    files = sorted(folder.rglob("*.parquet"))
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def test_an_equal_seed_makes_an_equal_company_to_the_byte(world: World, folder: Path):
    again = make_world(folder, "XS", seed=world.seed)

    assert len(content(world.folder)) == len(SCHEMAS)
    assert content(again.folder) == content(world.folder)


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_table_holds_rows_of_the_promised_columns(tables, table: str):
    found = tables.execute(f"from {table.replace('/', '.')}").to_arrow_table()

    assert found.schema.names == SCHEMAS[table].names
    assert found.num_rows > 0


def test_the_company_made_in_a_folder_can_be_opened_later(world: World):
    later = open_world(world.folder)

    assert later == world
    assert (later.first_day, later.last_day) == (date(2025, 7, 1), date(2025, 10, 31))


def test_every_planted_row_stands_in_its_table(tables):
    planted = tables.execute("select kind, table_name from truth.planted group by all").fetchall()

    assert set(planted) >= PLANTED
    for table in {table for _, table in planted}:
        key = SCHEMAS[table].names[0]
        missing = tables.execute(
            f"""select row_id from truth.planted where table_name = '{table}'
            and row_id not in (select {key}::varchar from {table})"""
        ).fetchall()
        assert missing == []


def test_a_company_made_in_several_blocks_has_each_id_once(folder: Path, monkeypatch):
    monkeypatch.setattr("sandbox.world.frame.CLIENTS_IN_A_BLOCK", 50)
    frame = Frame(folder, SIZES["XS"], seed=7)

    for step in STEPS[: STEPS.index(write_sales) + 1]:
        step(frame)

    for table in ("clients", "leads", "deals", "deal_moves", "orders", "order_lines", "payments"):
        key = SCHEMAS[table].names[0]
        ids = frame.read(f"select {key} as id from {table} order by 1")["id"].tolist()
        assert ids == list(range(1, len(ids) + 1))
    assert frame.read("select max(client_id) as last from orders")["last"][0] > 100

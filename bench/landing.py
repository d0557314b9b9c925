"""Landing rows from PostgreSQL, against the server printing them for nobody, pandas and dlt.

dlt lives in an environment of its own and tells its own seconds, without imports.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.arena import Arena, Entrant, compared, per_row
from bench.table import Row

ROWS = 5_000_000
PANDAS_ROWS = 1_000_000  # its time grows with the rows, and so does the patience it wants
COMPANY = Path(__file__).parent / "companies" / "order_items.yml"


def rows(arena: Arena) -> Iterator[Row]:
    """Measure all of them on one table of one server."""
    home = arena.folder / "prepared"
    server = arena.prepare("postgres:start", home)
    try:
        yield from _measured(arena, home, server)
    finally:
        arena.prepare("postgres:stop", home)


def _measured(arena: Arena, home: Path, server: dict[str, str]) -> Iterator[Row]:
    count, uri = max(1, int(ROWS * arena.scale)), server["uri"]
    arena.prepare("landing:make_table", home, uri=uri, rows=count)
    floor, pandas = _others(count, arena.runs, uri)
    ours, alone = _ours(count, arena.runs, server["connection"])
    python = arena.prepare("peers:make_environment", home, name="dlt")
    dlt = _dlt(count, server["connection"], python)
    outcomes = arena.measure([floor, pandas, *([dlt] if python else []), ours, alone])
    floors = {"COPY": per_row(floor, outcomes[floor.case])}
    peers = floors | {"pandas": per_row(pandas, outcomes[pandas.case])}
    yield compared(floor, outcomes[floor.case], {})
    yield compared(pandas, outcomes[pandas.case], floors)
    if python:
        told = [replace(each, **each.answer) for each in outcomes[dlt.case]]
        peers |= {"dlt": per_row(dlt, told)}
        yield compared(dlt, told, floors)
    else:
        yield Row(dlt.case, remark="skipped: uv is not there")
    yield compared(ours, outcomes[ours.case], peers)
    yield compared(alone, outcomes[alone.case], peers)


def _dlt(count: int, connection: str, python: str | None) -> Entrant:
    return Entrant(
        "landing: dlt with connectorx to Parquet",
        "landing_dlt:load",
        count,
        1,
        {"python": python, "connection": connection},
        remark="holds the whole table in memory; checks nothing",
    )


def _others(count: int, runs: int, uri: str) -> tuple[Entrant, Entrant]:
    fewer = min(count, PANDAS_ROWS)
    floor = Entrant(
        "landing: `COPY … TO '/dev/null'`",
        "landing:copy_to_nowhere",
        count,
        runs,
        {"uri": uri},
        works_elsewhere=True,
        remark="the floor: what the server needs to print the rows",
    )
    peer = Entrant(
        "landing: pandas `read_sql` to Parquet",
        "landing:read_with_pandas",
        fewer,
        1,
        {"uri": uri, "rows": fewer},
        remark="in chunks of 100,000 from a server-side cursor; checks nothing",
    )
    return floor, peer


def _ours(count: int, runs: int, connection: str) -> tuple[Entrant, Entrant]:
    variables = {"CLIENTELE_COMPANY": str(COMPANY), "AIRFLOW_CONN_BENCH_DB": connection}
    ours = Entrant(
        "landing: `extract`",
        "landing_ours:land_table",
        count,
        runs,
        environment=variables,
        remark="read, held to the contract, keys proven unique, hashed, flushed to disk",
    )
    alone = replace(
        ours,
        case="landing: `extract`, its door open",
        function="landing_alone:land_table",
        remark="the same without Great Expectations, which takes some 150 MB when it is imported",
    )
    return ours, alone

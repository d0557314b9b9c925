"""What Airflow itself costs: the wall of its DAG runs, against the same functions called by hand.

The shop is the sandbox's and has one size: what is measured does not grow with the rows.
"""

from collections.abc import Iterator
from dataclasses import replace

from bench.arena import Arena, Entrant, compared, per_row
from bench.table import Row, shares


def rows(arena: Arena) -> Iterator[Row]:
    """Measure extraction, refresh and both reports, by hand and by Airflow's scheduler."""
    home = arena.folder / "shop"
    try:
        shop = arena.prepare("airflow_shop:start", home)
        by_airflow = Entrant(
            "airflow: the runs of all DAGs",
            "airflow_shop:run_dags",
            shop["rows"],
            1,
            {"shop_home": str(home)},
            works_elsewhere=True,
        )
        by_hand = Entrant(
            "airflow: the same functions, called directly",
            "airflow_shop:call_functions",
            shop["rows"],
            1,
            environment=shop["variables"],
        )
        outcomes = arena.measure([by_airflow])
        arena.prepare("airflow_shop:stop_airflow", home)
        outcomes |= arena.measure([by_hand])
    finally:
        arena.prepare("airflow_shop:stop", home)
    called, told = outcomes[by_hand.case], outcomes[by_airflow.case][0]
    peers = {"direct": per_row(by_hand, called)}
    yield compared(by_hand, called, {}, shares(called[0].answer))
    row = compared(by_airflow, outcomes[by_airflow.case], peers)
    yield replace(row, remark=_overhead(told.seconds, called[0].seconds, told.answer))


def _overhead(wall: float, work: float, tasks: dict[str, float]) -> str:
    """Split what Airflow adds into the start of each task's process and the time between tasks."""
    count, inside = tasks["tasks"], tasks["task_seconds"]
    return (
        f"overhead {wall - work:.1f} s, {(wall - work) / count:.1f} s for each of {count} tasks: "
        f"{inside - work:.1f} s inside them (each imports anew), {wall - inside:.1f} s around them"
    )

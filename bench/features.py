"""The features of a million clients on every past day, against one bare pass over the lines."""

from collections.abc import Iterator

from bench.arena import Arena, Entrant, Outcome, compared, per_row
from bench.refresh import LARGE, LARGE_AS_OF
from bench.table import Row

CLIENTS = 1_000_000
SLOWEST = 3


def rows(arena: Arena) -> Iterator[Row]:
    """Measure both on the same marts; a row is a client."""
    home, clients = arena.folder / "prepared", max(1, int(CLIENTS * arena.scale))
    lines = arena.prepare("features:make_marts", home, clients=clients)
    there = {"CLIENTELE_HOME": str(home), "CLIENTELE_COMPANY": str(LARGE)}
    floor = Entrant(
        "features: bare `group by client`",
        "features:sum_by_client",
        clients,
        arena.runs,
        environment=there,
        remark=f"the floor: one pass over {lines:,} order lines",
    )
    ours = Entrant(
        "features: `ml_client_features`",
        "features:build_features",
        clients,
        1,
        {"as_of": LARGE_AS_OF.isoformat()},
        environment=there,
    )
    outcomes = arena.measure([floor, ours])
    yield compared(floor, outcomes[floor.case], {})
    floors = {"pass": per_row(floor, outcomes[floor.case])}
    yield compared(ours, outcomes[ours.case], floors, _by_model(outcomes[ours.case][0]))


def _by_model(outcome: Outcome) -> str:
    """Name the models that took longest, and what dbt took around all of them."""
    slowest = sorted(outcome.answer.items(), key=lambda item: -item[1])[:SLOWEST]
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slowest)
    return f"{told}; around the models {outcome.seconds - sum(outcome.answer.values()):.1f} s"

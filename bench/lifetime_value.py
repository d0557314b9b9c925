"""BG/NBD fitted to many clients and a year of visits expected of each, against `lifetimes`.

The package lives in an environment of its own, since it wants older libraries than ours. The clock
runs inside each process from figures in memory to expected visits, so imports are on nobody's.
"""

from collections.abc import Iterator
from dataclasses import replace

from bench.arena import Arena, Entrant, Outcome, compared, per_row
from bench.table import Row

CLIENTS = 200_000


def rows(arena: Arena) -> Iterator[Row]:
    """Measure the package on each client and on counted ones, and ours."""
    home, count = arena.folder / "prepared", max(100, int(CLIENTS * arena.scale))
    file = arena.prepare("lifetime_value:make_clients", home, count=count)
    python = arena.prepare("peers:make_environment", home, name="lifetimes")
    if python is None:
        yield Row("lifetime value: `lifetimes`", remark="skipped: uv is not there")
        return
    each, counted, ours = _entrants(count, arena.runs, file, python)
    told = arena.measure([each, counted, ours])
    outcomes = {case: _by_own_clock(measured) for case, measured in told.items()}
    peers = {
        "lifetimes": per_row(each, outcomes[each.case]),
        "lifetimes, counted": per_row(counted, outcomes[counted.case]),
    }
    yield compared(each, outcomes[each.case], {}, _found(outcomes[each.case]))
    yield compared(counted, outcomes[counted.case], {}, _found(outcomes[counted.case]))
    yield compared(ours, outcomes[ours.case], peers, _found(outcomes[ours.case]))


def _entrants(count: int, runs: int, file: str, python: str) -> tuple[Entrant, Entrant, Entrant]:
    peer = {"file": file, "python": python}
    return (
        Entrant(
            "lifetime value: `lifetimes`, each client",
            "lifetime_value:fit_lifetimes",
            count,
            runs,
            {**peer, "way": "each"},
        ),
        Entrant(
            "lifetime value: `lifetimes`, distinct clients counted",
            "lifetime_value:fit_lifetimes",
            count,
            runs,
            {**peer, "way": "counted"},
        ),
        Entrant("lifetime value: BG/NBD", "lifetime_value:fit_ours", count, runs, {"file": file}),
    )


def _by_own_clock(outcomes: list[Outcome]) -> list[Outcome]:
    return [replace(outcome, seconds=outcome.answer["seconds"]) for outcome in outcomes]


def _found(outcomes: list[Outcome]) -> str:
    answer = outcomes[0].answer
    r, alpha, a, b = answer["parameters"]
    told = f"r {r:.3f}, alpha {alpha:.2f}, a {a:.3f}, b {b:.3f}"
    return f"{told}; {answer['visits']:,.0f} visits expected"

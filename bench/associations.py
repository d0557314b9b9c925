"""Rules of shared baskets, against mlxtend, and against one bare count of pairs in SQL."""

from collections.abc import Iterator
from statistics import median

from bench.arena import Arena, Entrant, Outcome, compared, per_row
from bench.table import Row

BASKETS = 100_000
FOUND = ("itemsets", "rules")


def rows(arena: Arena) -> Iterator[Row]:
    """Measure all three on the same lines; a row is a basket."""
    baskets = max(100, int(BASKETS * arena.scale))
    home = arena.folder / "prepared"
    file = str(home / "lines.parquet")
    lines = arena.prepare("associations:make_baskets", home, file=file, baskets=baskets)
    floor, peer, ours = _entrants(arena, file, baskets)
    outcomes = arena.measure([floor, peer, ours])
    floors = {"pair count": per_row(floor, outcomes[floor.case])}
    peers = floors | {"mlxtend": per_row(peer, outcomes[peer.case])}
    found = _found(outcomes[ours.case][0], outcomes[peer.case][0])
    yield compared(floor, outcomes[floor.case], {}, f"{lines:,} lines, pairs only, no measures")
    yield compared(peer, outcomes[peer.case], floors, _by_part(outcomes[peer.case]))
    yield compared(ours, outcomes[ours.case], peers, found)


def _entrants(arena: Arena, file: str, baskets: int) -> tuple[Entrant, Entrant, Entrant]:
    floor = Entrant(
        "rules: pairs counted in SQL",
        "associations:count_pairs",
        baskets,
        arena.runs,
        {"file": file, "baskets": baskets},
    )
    peer = Entrant(
        "rules: mlxtend `fpgrowth`, `association_rules`",
        "associations:find_rules_with_mlxtend",
        baskets,
        arena.runs,
        {"file": file},
    )
    ours = Entrant(
        "rules: `ml.associations`", "associations:find_rules", baskets, arena.runs, {"file": file}
    )
    return floor, peer, ours


def _by_part(outcomes: list[Outcome]) -> str:
    encoding, mining = (
        median(outcome.answer[part] for outcome in outcomes) for part in ("encoding", "mining")
    )
    return f"{encoding:.1f} s to encode the lines, {mining:.1f} s in the two functions"


def _found(ours: Outcome, peer: Outcome) -> str:
    found, expected = ([each.answer[what] for what in FOUND] for each in (ours, peer))
    same = "as mlxtend" if found == expected else f"mlxtend: {expected[0]:,} and {expected[1]:,}"
    return f"{found[0]:,} itemsets, {found[1]:,} rules, {same}"

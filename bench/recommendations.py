"""Lists for every client, against implicit's ALS on the same baskets, with what came of both."""

from collections.abc import Iterator

from bench.arena import Arena, Entrant, Outcome, compared, per_row
from bench.table import Row

CLIENTS = 100_000


def rows(arena: Arena) -> Iterator[Row]:
    """Measure the baseline, the peer and ours; a row is a client who gets a list of ten."""
    clients = max(200, int(CLIENTS * arena.scale))
    home = arena.folder / "prepared"
    lines = arena.prepare(
        "recommendations:make_baskets", home, folder=str(home), client_count=clients
    )
    floor, peer, ours = (
        Entrant(f"recommendations: {title}", f"recommendations:{function}", clients, runs,
                {"folder": str(home), **arguments})
        for title, function, runs, arguments in (
            ("popularity, for scale", "recommend", 1, {"method": "popularity"}),
            ("implicit's ALS, all cores", "recommend_with_implicit", arena.runs, {}),
            ("`ml.recommendations`, item_based", "recommend", arena.runs, {"method": "item_based"}),
        )
    )  # fmt: skip
    outcomes = arena.measure([floor, peer, ours])
    told, theirs = outcomes[ours.case][0], outcomes[peer.case]
    yield compared(floor, outcomes[floor.case], {}, f"{_ndcg(outcomes[floor.case][0])}")
    yield compared(peer, theirs, {}, f"{_ndcg(theirs[0])}; without reasons; {lines:,} lines")
    ratio = told.answer["ndcg"] / theirs[0].answer["ndcg"]
    remark = f"{_ndcg(told)}, {ratio:.2f} × implicit's; every line with its reason"
    yield compared(ours, outcomes[ours.case], {"implicit": per_row(peer, theirs)}, remark)


def _ndcg(outcome: Outcome) -> str:
    return f"nDCG@10 {outcome.answer['ndcg']:.4f}"

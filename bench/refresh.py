"""A full refresh, from landing to a published generation, against one bare pass over the lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.arena import Arena, Entrant, Outcome, compared, per_row
from bench.table import Row, shares
from include.settings import REPOSITORY
from sandbox.online_retail import DATA

RETAIL = REPOSITORY / "docs" / "examples" / "online_retail" / "company.yml"
RETAIL_FIRST, RETAIL_DAYS = date(2010, 12, 1), 374
LARGE = Path(__file__).parent / "companies" / "large_shop.yml"
LARGE_LINES, LARGE_AS_OF = 20_000_000, date(2024, 12, 31)
STEP_NAMES = {
    "load_landing": "load landing",
    "build_marts": "dbt marts",
    "build_reports": "dbt reports",
    "audit_tables": "audit",
    "publish_tables": "publish",
}


@dataclass(frozen=True)
class Shop:
    """A company whose landing is prepared, and how its lines are summed by client."""

    name: str
    company: Path
    as_of: date
    lines: int
    runs: int
    home: Path
    stream: str
    client: str
    amount: str
    has_night_after: bool = False


def rows(arena: Arena) -> Iterator[Row]:
    """Measure both shops."""
    if DATA.exists():
        yield from _measured(arena, _online_retail(arena))
    else:
        yield Row("refresh: Online Retail", remark="skipped: ../shared/data is not there")
    yield from _measured(arena, _large_shop(arena))


def _online_retail(arena: Arena) -> Shop:
    days = max(1, round(RETAIL_DAYS * arena.scale))
    home = arena.folder / "retail"
    server = arena.prepare("postgres:start", home)
    try:
        variables = {
            "CLIENTELE_COMPANY": str(RETAIL),
            "AIRFLOW_CONN_ONLINE_RETAIL": server["connection"],
        }
        lines = arena.prepare("online_retail:land", home, variables, uri=server["uri"], days=days)
    finally:
        arena.prepare("postgres:stop", home)
    return Shop(
        "Online Retail",
        RETAIL,
        RETAIL_FIRST + timedelta(days=days - 1),
        lines,
        arena.runs,
        home,
        "invoice_lines",
        "CustomerID",
        "Quantity * UnitPrice",
        has_night_after=True,
    )


def _large_shop(arena: Arena) -> Shop:
    home, variables = arena.folder / "large", {"CLIENTELE_COMPANY": str(LARGE)}
    wanted = int(LARGE_LINES * arena.scale)
    landed = arena.prepare("large_shop:land", home, variables, lines=wanted)
    lines = landed["order_items"]
    return Shop(
        "a shop of many lines",
        LARGE,
        LARGE_AS_OF,
        lines,
        1,
        home,
        "order_items",
        "customer_id",
        "qty * price",
    )


def _measured(arena: Arena, shop: Shop) -> Iterator[Row]:
    common = {
        "environment": {"CLIENTELE_COMPANY": str(shop.company)},
        "landing": shop.home / "landing",
    }
    floor = Entrant(
        f"refresh: bare `group by client`, {shop.name}",
        "refresh:sum_by_client",
        shop.lines,
        arena.runs,
        {"stream": shop.stream, "client": shop.client, "amount": shop.amount},
        remark="the floor: one pass over the landed lines",
        **common,
    )
    nights = [_night(shop, "the first night, with every contest", common)]
    if shop.has_night_after:
        before = (shop.as_of - timedelta(days=1)).isoformat()
        arena.prepare("refresh:refresh_all", shop.home, common["environment"], as_of=before)
        models = {"models": shop.home / "models"}
        nights.append(_night(shop, "a night after", common | models))
    outcomes = arena.measure([floor, *nights])
    yield compared(floor, outcomes[floor.case], {})
    floors = {"pass": per_row(floor, outcomes[floor.case])}
    for night in nights:
        yield compared(night, outcomes[night.case], floors, _by_step(outcomes[night.case]))


def _night(shop: Shop, which: str, common: dict[str, Any]) -> Entrant:
    as_of = {"as_of": shop.as_of.isoformat()}
    case = f"refresh: {which}, {shop.name}"
    return Entrant(case, "refresh:refresh_all", shop.lines, shop.runs, as_of, **common)


def _by_step(outcomes: list[Outcome]) -> str:
    steps = outcomes[0].answer
    medians = {step: median(outcome.answer[step] for outcome in outcomes) for step in steps}
    return shares({STEP_NAMES.get(step, step): seconds for step, seconds in medians.items()})

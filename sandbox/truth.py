"""Hold what was read of the company's systems against what is true of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from include.errors import ClienteleError
from include.warehouse import open_warehouse, quoted
from sandbox.world.world import World, open_world

TRUTH = Path(__file__).parent / "company" / "truth.sql"


@dataclass(frozen=True)
class Count:
    """How many rows of an entity a source should have, and how many were read of it."""

    source: str
    entity: str
    expected: int
    found: int


def counts(world: World, moment: datetime) -> list[Count]:
    """Compare the landing views with the truth at an aware moment, by source and entity."""
    expected = _expected(world, moment)
    with open_warehouse() as warehouse:
        return [
            Count(
                source,
                entity,
                rows,
                warehouse.execute(
                    f"select count(*) from landing.{quoted(entity)} where source_name = ?", [source]
                ).fetchone()[0],
            )
            for source, entity, rows in expected
        ]


def expected_rows(home: Path, moment: datetime) -> int:
    """Return how many rows the systems of a home hold at an aware moment."""
    return sum(rows for _, _, rows in _expected(open_world(home / "world"), moment))


def hold_against_truth(console: Console, home: Path, moment: datetime) -> None:
    """Print the counts; raise `ClienteleError` when one of them is not the truth."""
    found = counts(open_world(home / "world"), moment)
    table = Table("source", "entity", "true", "read", title="What was read", title_justify="left")
    for each in found:
        style = "" if each.found == each.expected else "bold red"
        table.add_row(
            each.source, each.entity, f"{each.expected:,}", f"{each.found:,}", style=style
        )
    console.print(table)
    wrong = [each for each in found if each.found != each.expected]
    if wrong:
        raise ClienteleError(
            f"{len(wrong)} counts are not the truth",
            where=", ".join(f"{each.source}.{each.entity}" for each in wrong),
        )


def _expected(world: World, moment: datetime) -> list[tuple[str, str, int]]:
    """Return (source, entity, rows) as the company's own truth has them."""
    with world.open() as session:
        at = moment.astimezone(UTC).replace(tzinfo=None)
        session.execute(f"set variable moment = TIMESTAMP '{at.isoformat()}'")
        return session.execute(TRUTH.read_text(encoding="utf-8")).fetchall()

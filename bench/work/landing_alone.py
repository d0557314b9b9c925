"""Landing without Great Expectations, whose imports would hide how little the rest takes."""

from datetime import UTC, datetime

from include.company import load_company
from include.landing import land
from include.sources.extract import extract
from include.sources.reading import nothing

FIRST, AFTER = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)


def land_table() -> None:
    """Land the whole table with its door open: no count of broken rows is judged."""
    land.pass_door = nothing
    extract(load_company(), "shop", FIRST, AFTER, run_id="bench")

"""Landing a table our way, in a process that holds nothing but what this takes."""

from datetime import UTC, datetime

from include.company import load_company
from include.quality.library import great_expectations
from include.sources.extract import extract

FIRST, AFTER = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)

great_expectations()  # the door imports it on first use; not on the clock


def land_table() -> None:
    """Land the whole table: read, held to its contract, hashed, and committed."""
    extract(load_company(), "shop", FIRST, AFTER, run_id="bench")

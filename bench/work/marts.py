"""The marts of a company as they stood at the end of one day."""

from datetime import date

from include.company import load_company
from include.refresh import build_marts


def build(as_of: str) -> None:
    """Load what has landed in the home and build the marts as of that day."""
    build_marts(load_company(), date.fromisoformat(as_of))

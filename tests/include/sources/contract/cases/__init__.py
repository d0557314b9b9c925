"""The systems that every source is asked about, one module per kind of source.

Each module is named after its kind and has `case`, a context manager that opens an empty system
and yields a `Case`; its parameters, if any, are fixtures that the tests know by that name.
"""

import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from sandbox.systems.faults import Faults

ABILITIES: Mapping[str, str] = MappingProxyType(
    {
        "update": "a row that was read and then changed is read again",
        "delete": "a row that was read and then removed is found to be gone",
        "merge": "rows can be merged, and the reader is told",
        "late": "a row that is 40 days old when it is written is found",
        "exact_time": "a moment is told without doubt, also in the hour that a clock repeats",
        "paging": "an answer that is long comes in pages",
        "pages_move": "rows come, go and move while pages are read",
        "new_column": "act('new_column'): rows put from now on have a field more",
        "drop_column": "act('drop_column'): rows put from now on lack a field that is required",
        "type_change": "act('type_change'): rows put from now on hold text where a number stood",
        "poison": "act('poison'): rows with times and numbers that nobody can mean are put",
        "expired_token": "act('expire_token'): what the reader was let in with is valid no more",
        "expired_cursor": "act('expire_cursor'): what the reader remembered is valid no more",
        "dead": "act('dead') lets it answer nobody until act('alive'); with `faults` they do it",
    }
)


class Case(Protocol):
    """One system with one stream that the suite drives.

    source       its section of company.yml, with `only` where there are more streams than one
    environment  the connections to set, as AIRFLOW_CONN_…, read anew before every extraction
    stream       the stream that is driven, and
    entity       the entity that it serves
    faults       the faults in front of it, or None for a server that has none
    supports     the abilities that it has, and
    lacks        those that it has not, each with the fact about the system that is the reason
    page_size    rows of a page, as small as the vendor lets it be

    Keys are whole numbers as text, from "1".
    """

    source: dict[str, Any]
    environment: dict[str, str]
    stream: str
    entity: str
    faults: Faults | None
    supports: frozenset[str]
    lacks: Mapping[str, str]
    page_size: int

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Insert or update a row as of the system's own clock, naive UTC: it happened at `at` too.

        `label` is a text that tells one version from another. A text that the system cannot hold
        raises `ValueError`.
        """

    def remove(self, key: str) -> None:
        """Delete a row."""

    def merge(self, loser: str, winner: str) -> None:
        """Merge a row into another."""

    def act(self, what: str) -> None:
        """Do what an ability says."""

    def shown(self, row: dict[str, Any]) -> tuple[str, str]:
        """Return key and label of a row of the entity's view."""


def kinds() -> tuple[str, ...]:
    """Return the kinds of sources that have a case."""
    files = Path(__file__).parent.glob("[a-z]*.py")
    return tuple(sorted(file.stem for file in files))


def opener(kind: str, fixture: Callable[[str], Any]) -> Callable[[], AbstractContextManager[Case]]:
    """Return the function that opens a kind's system; `fixture` gives what it asks for by name."""
    make = import_module(f"{__name__}.{kind}").case
    names = inspect.signature(make).parameters
    return lambda: make(**{name: fixture(name) for name in names})

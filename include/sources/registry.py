"""Which systems have a connector: every package below `include/sources/systems`."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from include.company_sections import Section
from include.sources.streams import Stream, SystemStream

if TYPE_CHECKING:
    from include.sources.reading import Reader

_FOLDER = Path(__file__).parent / "systems"


@dataclass(frozen=True)
class System:
    """A system as its package describes it, light enough to be read whenever company.yml is."""

    kind: str
    folder: Path
    options: type[Section]
    stream: type[Stream]
    needs_connection: bool


@cache
def systems() -> tuple[str, ...]:
    """Return the kinds of systems there are, in the order of their names."""
    return tuple(sorted(file.parent.name for file in _FOLDER.glob("*/mapping.yml")))


@cache
def system_of(kind: str) -> System:
    """Read what a package says of itself: `Options`, and perhaps `STREAM` and `CONNECTION`.

    `STREAM` is the class of its streams when they are no JSON rows; `CONNECTION = False` says that
    the system is reached without one.
    """
    package: ModuleType = import_module(f"include.sources.systems.{kind}")
    return System(
        kind,
        _FOLDER / kind,
        package.Options,
        getattr(package, "STREAM", SystemStream),
        getattr(package, "CONNECTION", True),
    )


def reader_of(kind: str) -> "Reader":
    """Return how a source of this kind is opened."""
    own = {"sql": "include.sources.sql", "files": "include.sources.files"}
    place = own.get(kind, f"include.sources.systems.{kind}.connector")
    return import_module(place).READER

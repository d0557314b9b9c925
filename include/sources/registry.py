"""Which systems have a connector: every package of `include.sources.systems` with a mapping."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from include.company_sections import Section
from include.sources import systems as packages
from include.sources.streams import Stream, SystemStream

_CONNECTION = '{"conn_type": "%s", "host": "system.example.com", "password": "…"}'


@dataclass(frozen=True)
class System:
    """A system as its package describes it, light enough to be read whenever company.yml is."""

    kind: str
    folder: Path
    options: type[Section]
    stream: type[Stream]
    connection: str

    @property
    def needs_connection(self) -> bool:
        """Whether the system is reached by a connection."""
        return bool(self.connection)


@cache
def systems() -> tuple[str, ...]:
    """Return the kinds of systems there are, in the order of their names."""
    found = (file for folder in packages.__path__ for file in Path(folder).glob("*/mapping.yml"))
    return tuple(sorted(file.parent.name for file in found))


@cache
def system_of(kind: str) -> System:
    """Read what a package says of itself: `Options`, and perhaps `STREAM` and `CONNECTION`.

    `STREAM` is the class of its streams when they are no JSON rows; `CONNECTION` is an example of
    its connection, to be shown to whom has none yet: empty when the system is reached without one.
    """
    package: ModuleType = import_module(f"include.sources.systems.{kind}")
    return System(
        kind,
        Path(package.__file__).parent,
        package.Options,
        getattr(package, "STREAM", SystemStream),
        getattr(package, "CONNECTION", _CONNECTION % kind),
    )

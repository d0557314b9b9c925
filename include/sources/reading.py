"""What every kind of source gives to the extraction: parts, each a relation DuckDB can read."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from importlib import import_module

import duckdb

from include.company import Company
from include.landing.draft import Reading
from include.sources.config import Source
from include.sources.streams import Stream


def nothing(*_: object) -> None:
    """Do nothing: what most sources have to do at this moment."""


def untold(*_: object) -> dict[str, bool]:
    """Tell of no field: what most systems do."""
    return {}


@dataclass(frozen=True)
class Part:
    """A piece of a stream that is landed as one batch: SQL of a relation, and what goes with it.

    `name` is the file's for a stream of appended files, else empty. `relate` gives the relation of
    a file that may turn out to be broken, which then harms no other. `keys` and `whole` give
    relations of every row there is now, by key and in full, where `relation` is not that already.
    `lacks` says whether some row has no value in a column; a source has it that answers conditions
    itself, so that its rows need not be read to be chosen from.
    `deleted` is a relation of keys that the source says are gone; `is_complete` says that what has
    landed and is not in the relation is gone. `bookmark` is where the next reading goes on.
    """

    relation: str = ""
    name: str = ""
    relate: Callable[[], str] | None = None
    keys: Callable[[], str] | None = None
    whole: Callable[[], str] | None = None
    lacks: Callable[[str], bool] | None = None
    deleted: str = ""
    is_complete: bool = False
    bookmark: str = ""

    def related(self) -> "Part":
        """Return the part with its relation, for which its file may have to be opened."""
        return replace(self, relation=self.relate()) if self.relate else self


@dataclass(frozen=True)
class OpenSource:
    """A source that can be read: a DuckDB session that sees it, and the parts of its streams.

    `parts` reads; its second argument says whether the reading is a closing one. `sample` gives
    parts of the same columns for the check, and reads as little as the source allows. `fields`
    tells what fields a stream's rows may have, each with whether it is read; nothing where the
    source does not tell. `settled` is told that a stream's batches exist.
    """

    database: duckdb.DuckDBPyConnection
    parts: Callable[[Reading, bool], list[Part]]
    sample: Callable[[str, Stream], list[Part]]
    explain: Callable[[duckdb.Error], str]
    settled: Callable[[str], None] = nothing
    fields: Callable[[str, Stream], dict[str, bool]] = untold


Reader = Callable[[Company, str, Source], AbstractContextManager[OpenSource]]


def reader_of(kind: str) -> Reader:
    """Return how a source of this kind is opened."""
    own = {"sql": "include.sources.sql", "files": "include.sources.files"}
    place = own.get(kind, f"include.sources.systems.{kind}.connector")
    return import_module(place).READER

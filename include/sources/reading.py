"""What every kind of source gives to the extraction: parts, each a relation DuckDB can read."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import duckdb

from include.company import Company
from include.sources.config import Source, Stream


@dataclass(frozen=True)
class Part:
    """A piece of a stream that is landed as one batch: SQL of a relation, and a name.

    The name is the file's for a stream of appended files, else empty.
    """

    relation: str
    name: str = ""


@dataclass(frozen=True)
class OpenSource:
    """A source that can be read: a DuckDB session that sees it, and the parts of its streams."""

    database: duckdb.DuckDBPyConnection
    parts: Callable[[str, Stream], list[Part]]
    explain: Callable[[duckdb.Error], str]


Reader = Callable[[Company, str, Source], AbstractContextManager[OpenSource]]

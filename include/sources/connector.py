"""What a connector of a system gives: its streams, read page by page.

A connector neither lands nor filters nor remembers: it asks the system and yields what it says.
The extraction does the rest, the same for every system.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from include.company import Company
from include.company_sections import Section
from include.settings import Connection
from include.sources.progress import Progress
from include.sources.reading import nothing, untold
from include.sources.streams import SystemStream
from include.sources.web.clock import Clock

# what reading a value raises that is not what it should be
NOT_UNDERSTOOD = (
    *(ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, RecursionError),
)
_Said = TypeVar("_Said")
_log = logging.getLogger("clientele.extract")


@dataclass(frozen=True)
class Access:
    """What a connector is opened with."""

    source: str
    connection: Connection
    options: Section
    company: Company
    clock: Clock
    progress: Progress


@dataclass(frozen=True)
class Request:
    """What is asked of a stream: rows of [start, end), naive UTC, or what is new since a bookmark.

    `end` is None when everything newer is wanted too. `bookmark` is what the newest landed batch
    of the stream remembered, empty before the first.
    """

    stream_name: str
    stream: SystemStream
    start: datetime
    end: datetime | None
    bookmark: str = ""

    def marked(self, read: Callable[[str], _Said], otherwise: _Said) -> _Said:
        """Return what `read` makes of the bookmark; `otherwise` when there is none.

        One that cannot be read, of an older version or spoilt, is warned of and is none either: to
        read anew costs time, and to fail would cost every night.
        """
        try:
            return read(self.bookmark) if self.bookmark else otherwise
        except NOT_UNDERSTOOD:
            self.warn_anew("its bookmark cannot be read")
            return otherwise

    def warn_anew(self, why: str) -> None:
        """Warn that the stream is read from its beginning, and why."""
        _log.warning("%s: %s, so all is read anew", self.stream_name, why)


@dataclass(frozen=True)
class Page:
    """A piece of an answer.

    rows         the system's own JSON objects, verbatim
    deleted      keys, `{column: value}`, of rows that the system says are gone
    bookmark     where the next reading goes on; the last that is not empty is kept
    is_complete  said on the last page, when the pages held every row there is
    total        how many rows the system says there are in all pages
    """

    rows: Sequence[dict[str, Any]] = ()
    deleted: Sequence[dict[str, Any]] = ()
    bookmark: str = ""
    is_complete: bool = False
    total: int | None = None


@dataclass(frozen=True)
class StreamReader:
    """How one stream is read.

    `keys` yields rows that hold at least the key's fields, of all there is now. `probe` is one
    cheap request that raises `ClienteleError` when a right or a scope is missing. `examples` gives
    rows as reading would, but made up, one for each stage that the system knows, so that the check
    can see what the mapping makes of them; `fields` tells what fields there are, each with whether
    it is read. `settled` is called once the batch exists.
    """

    read: Callable[[Request], Iterator[Page]]
    keys: Callable[[Request], Iterator[Page]] | None = None
    probe: Callable[[], None] = nothing
    examples: Callable[[], Sequence[dict[str, Any]]] = tuple
    fields: Callable[[SystemStream], dict[str, bool]] = untold
    settled: Callable[[], None] = nothing


Open = Callable[[Access], AbstractContextManager[Mapping[str, StreamReader]]]

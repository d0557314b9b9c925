"""Reading a large table of Dynamics 365: requests used, and the fewest that would do.

A page has 5,000 rows at most, so n rows take no fewer than n / 5,000 requests, rounded up; beside
them stand the tokens, one for each hour that the reading takes. All waiting is by a clock that
nobody waits for, which the server's own work turns forward too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from include.settings import Connection
from include.sources.connector import Access, Request, StreamReader
from include.sources.progress import Progress
from include.sources.registry import system_of
from include.sources.shipped import with_shipped
from include.sources.systems.dynamics365.connector import open_session
from include.sources.web.clock import VirtualClock
from sandbox.systems.dynamics365.server import Server
from sandbox.systems.dynamics365.state import CLIENT_ID, CLIENT_SECRET, TENANT, State
from sandbox.systems.serving import served

ROWS_OF_A_PAGE = 5000
MADE_AT = datetime(2025, 3, 10)  # noqa: DTZ001
BEFORE_ALL = datetime(1900, 1, 1)  # noqa: DTZ001
CHANGED_SHARE = 100


def read_contacts(rows: int) -> dict[str, Any]:
    """Read all contacts, change one in a hundred, and read those; return what it took."""
    clock = VirtualClock()
    state = _filled(rows, clock)
    with _contacts(state, clock) as (reader, request, progress):
        pages = list(reader.read(request))
        read = [row["contactid"] for page in pages for row in page.rows]
        used = progress.requests
        changed = _touched(state, rows)
        later = Request("contacts", request.stream, BEFORE_ALL, None, pages[-1].bookmark)
        news = [row["contactid"] for page in reader.read(later) for row in page.rows]
    fewest = len(state.tokens) + _pages(rows)
    return {
        "requests": used,
        "fewest": fewest,
        "ratio": used / fewest,
        "news_ratio": (progress.requests - used) / _pages(changed),
        "lost": rows - len(set(read)) + changed - len(set(news)),
        "double": len(read) - len(set(read)) + len(news) - len(set(news)),
        "waited_seconds": clock.now(),
    }


def _pages(rows: int) -> int:
    return max(1, -(-rows // ROWS_OF_A_PAGE))


def _filled(rows: int, clock: VirtualClock) -> State:
    state = State(clock.now)
    state.spend = clock.sleep
    for number in range(rows):
        row = {"contactid": f"{number:08}", "fullname": f"Contact {number}"}
        state.put("contacts", row, MADE_AT)
    return state


def _touched(state: State, rows: int) -> int:
    numbers = range(0, rows, CHANGED_SHARE)
    for number in numbers:
        state.put("contacts", {"contactid": f"{number:08}", "fullname": "New"}, MADE_AT)
    return len(numbers)


@contextmanager
def _contacts(
    state: State, clock: VirtualClock
) -> Iterator[tuple[StreamReader, Request, Progress]]:
    """Serve an organisation and open its contacts; the progress counts every request."""
    source = with_shipped({"kind": "dynamics365", "connection": "crm"})
    progress = Progress("bench", clock)
    with served(Server(state).faults) as place:
        connection = Connection(
            "crm",
            "dynamics365",
            place.host,
            place.port,
            login=CLIENT_ID,
            password=CLIENT_SECRET,
            extra={"scheme": "http", "tenant": TENANT, "authority": place.url},
        )
        options = system_of("dynamics365").options()
        company = cast(Any, SimpleNamespace())
        access = Access("bench", connection, options, company, clock, progress)
        with open_session(access) as streams:
            request = Request("contacts", source["streams"]["contacts"], BEFORE_ALL, None)
            yield streams["contacts"], request, progress

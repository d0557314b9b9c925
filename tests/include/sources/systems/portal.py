"""An emulated portal of Bitrix24: served once, emptied for each test, and opened as a source."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from include.settings import Connection
from include.sources.connector import Access
from include.sources.progress import Progress
from include.sources.systems.bitrix24 import Options
from include.sources.systems.bitrix24.connector import open_session
from include.sources.web.clock import VirtualClock
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.state import SECRET, State
from sandbox.systems.serving import Served, served

Host = tuple[Server, Served, VirtualClock]


@contextmanager
def portal_host() -> Iterator[Host]:
    """Serve a portal, on a clock that nobody waits for."""
    clock = VirtualClock()
    server = Server(State(clock=clock.now))
    with served(server.faults) as place:
        yield server, place, clock


def emptied(host: Host, **state: object) -> Server:
    """Return the portal as if it had been made this moment, long after whatever was asked of it."""
    server, _, clock = host
    server.state.__init__(clock=clock.now, **state)
    server.calls.__init__(server.state)
    server.bucket.__init__(clock.now)
    clock.sleep(1_000)
    return server


@contextmanager
def session(
    place: Served, clock: VirtualClock, secret: str = SECRET, **options: object
) -> Iterator[SimpleNamespace]:
    """Open the streams of a portal; `progress` counts requests."""
    progress = Progress("crm", clock)
    connection = Connection(
        "portal",
        "bitrix24",
        place.host,
        place.port,
        login="1",
        password=secret,
        extra={"scheme": "http"},
    )
    company = SimpleNamespace()
    access = Access("crm", connection, Options(**options), company, clock, progress)
    with open_session(access) as streams:
        yield SimpleNamespace(streams=streams, progress=progress)


def answering(*results: object) -> Starlette:
    """Return a portal that answers the first command of each batch with the next result."""
    left = list(results)

    async def answer(request: Request) -> JSONResponse:
        if request.path_params["method"] != "batch":
            return JSONResponse({"result": True})
        return JSONResponse({"result": {"result": {"c0": left.pop(0)}, "result_error": []}})

    return Starlette(routes=[Route("/rest/1/{secret}/{method}", answer, methods=["POST"])])

"""An ASGI app served on loopback, in a thread of this process."""

import asyncio
import json
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST = "127.0.0.1"
RESET = "connection_reset"
"""Key of a request's scope: a function that breaks its connection without an answer."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_NO_LINGER = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Served:
    """Where an app answers, and what it failed with: an error of an emulator is never a fault."""

    host: str
    port: int
    errors: list[Exception] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    def connection(
        self, kind: str, *, extra: Mapping[str, str] = MappingProxyType({}), **known: str
    ) -> str:
        """Return the Airflow connection of whoever reads this app, as JSON: its login, password."""
        address = {"conn_type": kind, "host": self.host, "port": self.port}
        return json.dumps({**address, **known, "extra": {"scheme": "http", **extra}})


@contextmanager
def served(app: App, *, port: int = 0) -> Iterator[Served]:
    """Serve an app until the block ends; port 0 lets the system choose one.

    An exception that the app let through is raised when the block ends well.
    """
    listener = socket.create_server((HOST, port))
    place = Served(HOST, listener.getsockname()[1])
    server = _Server(settings(_watched(app, place.errors)))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        while not server.started:
            thread.join(0.005)
        yield place
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
    if place.errors:
        raise place.errors[0]


def settings(app: App) -> uvicorn.Config:
    """Return how an app is served: quietly, and without waiting for anybody at the end."""
    return uvicorn.Config(
        app,
        loop="asyncio",
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=0,
    )


class _Server(uvicorn.Server):
    """A server that hears at once that it is to stop."""

    async def main_loop(self) -> None:
        await self.on_tick(0)
        while not self.should_exit:
            await asyncio.sleep(0.01)


class _Protocol(H11Protocol):
    """HTTP/1.1 that lets an app reset the connection it is asked over."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        # asyncio does so only for a socket that was made with the protocol's number
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        app = self.app

        async def with_reset(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, RESET: lambda: _reset(transport)}, receive, send)

        self.app = with_reset


def _reset(transport: asyncio.Transport) -> None:
    """Close a connection so that its other end is told of a reset, not of an end."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


def _watched(app: App, errors: list[Exception]) -> App:
    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except Exception as error:
            errors.append(error)
            raise

    return watched

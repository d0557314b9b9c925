"""How bytes come from a system: as httpx brings them, but nothing goes on past the time it has.

The time-out of a connection is of one reading, and a system that sends a byte a minute keeps to it
for ever: in the body, in a header, or in what HTTP allows before and between them. So the time is
looked at whenever bytes come, below all that makes sense of them.
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

MOST_CONNECTIONS, MOST_KEPT, KEPT_SECONDS = 100, 20, 5.0  # as httpx has them
_ERRORS = (
    *(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError),
    *(httpcore.ProxyError, httpcore.UnsupportedProtocol),
)


class SlowAnswerError(httpx.TransportError):
    """An answer that began and does not end: each piece came in time, the whole did not."""


class TimedTransport(httpx.BaseTransport):
    """Sends requests; `look` is called whenever bytes have come, and raises to take no more."""

    def __init__(self, trusted: ssl.SSLContext, look: Callable[[], None]) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=trusted,
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_KEPT,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=_Network(look),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its answer, the body of which is still to come."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _told_by_httpx():
            said = self._pool.handle_request(asked)
        return httpx.Response(
            said.status, headers=said.headers, stream=_Body(said.stream), extensions=said.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _told_by_httpx():
            yield from self._stream

    def close(self) -> None:
        self._stream.close()


class _Network(httpcore.SyncBackend):
    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look

    def connect_tcp(self, *args: Any, **named: Any) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(*args, **named), self._look)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, look: Callable[[], None]) -> None:
        self._stream, self._look = stream, look

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, timeout)
        self._look()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *args: Any, **named: Any) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(*args, **named), self._look)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextmanager
def _told_by_httpx() -> Iterator[None]:
    """Raise httpcore's errors as those of httpx, which have the same names."""
    try:
        yield
    except _ERRORS as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error

"""Take the body of an answer piece by piece: no more of it, and for no longer, than is allowed."""

from collections.abc import Callable

import httpx

from include.errors import ClienteleError
from include.sources.web.clock import Clock


class SlowAnswerError(httpx.TransportError):
    """An answer that began and does not end: each piece came in time, the whole did not."""


def take_body(
    response: httpx.Response,
    take: Callable[[bytes], object],
    *,
    most_bytes: int,
    clock: Clock,
    until: float,
) -> None:
    """Hand every piece to `take`; more than `most_bytes` raises `ClienteleError`.

    A piece that comes after the moment `until` raises `SlowAnswerError`: the time-out of a
    connection is of one piece, and a system that sends a byte a minute keeps to it for ever.
    """
    size = 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > most_bytes:
            raise ClienteleError(
                f"the system sent more than {most_bytes // 2**20} MiB at once",
                remedy="Ask for less at once: a smaller `page_size` under `options`, if it has one",
            )
        if clock.now() > until:
            raise SlowAnswerError("the answer does not end")
        take(piece)

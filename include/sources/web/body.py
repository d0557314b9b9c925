"""Take the body of an answer piece by piece, and no more of it than is allowed."""

from collections.abc import Callable

import httpx

from include.errors import ClienteleError


def take_body(
    response: httpx.Response, take: Callable[[bytes], object], *, most_bytes: int, place: str
) -> None:
    """Hand every piece to `take`; more than `most_bytes` raises `ClienteleError`."""
    size = 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > most_bytes:
            raise ClienteleError(
                f"the system sent more than {most_bytes // 2**20} MiB at once",
                where=place,
                remedy="Ask for less at once: a smaller `page_size` under `options`, if it has one",
            )
        take(piece)

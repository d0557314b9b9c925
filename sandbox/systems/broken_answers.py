"""Answers that are not what an app meant to say: an error in its place, half of it, or silence."""

import asyncio
import json
from collections.abc import Mapping, MutableMapping
from typing import Any

from sandbox.systems.serving import App, Receive, Scope, Send

Answer = tuple[int, Mapping[str, str], Any]
"""Status, headers, and a body: JSON, unless it is text."""


async def say(answer: Answer, send: Send) -> None:
    """Answer with these words in place of the app's: JSON, unless it is text."""
    status, headers, body = answer
    kind = "text/plain" if isinstance(body, str) else "application/json"
    text = (body if isinstance(body, str) else json.dumps(body)).encode()
    named = {"content-type": kind, **{k.lower(): v for k, v in headers.items()}}
    await _send_whole(status, {**named, "content-length": str(len(text))}, text, send)


async def _send_whole(status: int, headers: Mapping[str, str], body: bytes, send: Send) -> None:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


async def stall(app: App, seconds: float, scope: Scope, receive: Receive, send: Send) -> None:
    """Keep silent until the reader hangs up; one that is still there is answered at last."""
    asked = [await receive()]
    while asked[-1].get("more_body"):
        asked.append(await receive())
    try:
        await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        waiting = iter(asked)

        async def again() -> MutableMapping[str, Any]:
            return next(waiting, None) or await receive()

        await app(scope, again, send)


async def shorten(app: App, is_declared: bool, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the first half of what the app answers; `is_declared` says its length honestly."""
    said: list[MutableMapping[str, Any]] = []

    async def keep(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    await app(scope, receive, keep)
    start, *parts = said
    body = b"".join(part.get("body", b"") for part in parts)
    half = body[: len(body) // 2]
    if is_declared:
        kept = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        start = {**start, "headers": [*kept, (b"content-length", str(len(half)).encode())]}
    await send(start)
    await send({"type": "http.response.body", "body": half, "more_body": not is_declared})

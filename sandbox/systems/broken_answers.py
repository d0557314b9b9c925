"""Answers that are not what an app meant to say: an error in its place, half of it, or silence."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from sandbox.systems.serving import App, Message, Receive, Scope, Send

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


async def heard(app: App, scope: Scope, receive: Receive, send: Send) -> list[Message]:
    """Let the app answer, and return what it said."""
    said: list[Message] = []

    async def pass_on(message: Message) -> None:
        said.append(message)
        await send(message)

    await app(scope, receive, pass_on)
    return said


async def say_again(said: list[Message], send: Send) -> None:
    """Say what was said to another request."""
    for message in said:
        await send(message)


async def stall(app: App, seconds: float, scope: Scope, receive: Receive, send: Send) -> None:
    """Keep silent until the reader hangs up; one that is still there is answered at last."""
    asked = [await receive()]
    while asked[-1].get("more_body"):
        asked.append(await receive())
    try:
        await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        waiting = iter(asked)

        async def again() -> Message:
            return next(waiting, None) or await receive()

        await app(scope, again, send)


async def shorten(app: App, is_declared: bool, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the first half of what the app answers; `is_declared` says its length honestly."""
    said: list[Message] = []

    async def keep(message: Message) -> None:
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

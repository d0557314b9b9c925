"""What a system answered, and what a connector makes of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from include.errors import ClienteleError


@dataclass(frozen=True)
class Answer:
    """An answer that was read whole: its body parsed; None when the body is no JSON."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Wait:
    """Ask again: after `seconds`, or, when the system names none, after ever longer waits."""

    seconds: float | None = None
    reason: str = "the system asks to wait"


@dataclass(frozen=True)
class Renew:
    """Ask again once with new credentials."""


Verdict = Wait | Renew | ClienteleError | None
Judge = Callable[[Answer], Verdict]


def parsed(body: bytes) -> Any:
    """Parse JSON; numbers that are none come as text. Raises `ValueError` when it is no JSON."""
    try:
        return json.loads(body.decode("utf-8", errors="replace"), parse_constant=str)
    except RecursionError:
        raise ValueError("the JSON is too deep") from None


def retry_after(answer: Answer) -> float | None:
    """Return the seconds of a Retry-After header; None when there is none that can be read."""
    try:
        return max(0.0, float(answer.headers.get("retry-after", "")))
    except ValueError:
        return None


def judge_plainly(answer: Answer) -> Verdict:
    """Judge by the status alone: wait at 429 and 5xx, renew at 401, give up at other errors."""
    if answer.status == 429 or answer.status >= 500:
        return Wait(retry_after(answer), f"status {answer.status}")
    if answer.status == 401:
        return Renew()
    if answer.status >= 300:
        return ClienteleError(
            f"the system answered with status {answer.status}",
            remedy="Check the connection's host, and that its login may read this",
        )
    return None

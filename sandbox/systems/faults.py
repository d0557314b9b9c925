"""What goes wrong between a system and its reader: faults on demand, in front of any ASGI app."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sandbox.systems.broken_answers import Answer, heard, say, say_again, shorten, stall
from sandbox.systems.serving import RESET, App, Message, Receive, Scope, Send

Kind = Literal["429", "500", "503", "html", "redirect", "half", "cut", "repeat", "stall", "reset"]
FOR_EVER = 1_000_000_000
MOST_KEPT = 8  # answers of one path, to be repeated


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    `after` requests whose path and query hold `match` pass first, then it strikes `times` of them.
    `half` breaks off in the middle of the declared length, `cut` declares the shorter length;
    `repeat` answers what was answered to the request before of the same path, or, in turn, to the
    `pages` requests before;
    `redirect` leads to `location`;
    `stall` says nothing for `seconds`, or until the reader hangs up, then answers as ever;
    `reset` breaks the connection without an answer.
    """

    kind: Kind
    after: int = 0
    match: str = ""
    times: int = 1
    pages: int = 1
    retry_after: int = 1
    seconds: float = 30.0
    location: str = "http://169.254.169.254/latest/meta-data"


@dataclass(frozen=True)
class RequestSeen:
    """A request, numbered from 1 since the last `forget`, with the moment of the faults' clock."""

    number: int
    method: str
    path: str
    query: str
    moment: float


def _plain_answers(fault: Fault) -> Answer:
    """Return what any web server says; a vendor that has words of its own gives `error_bodies`."""
    answers: dict[str, Answer] = {
        "429": (429, {"retry-after": str(fault.retry_after)}, {"error": "too many requests"}),
        "500": (500, {}, {"error": "internal error"}),
        "503": (503, {}, {"error": "service unavailable"}),
        "html": (200, {"content-type": "text/html"}, "<html><body>Down for a while</body></html>"),
        "redirect": (302, {"location": fault.location}, ""),
    }
    return answers[fault.kind]


class Faults:
    """An ASGI app in front of another: passes requests on, keeps a log, and fails as planned.

    `error_bodies` are the vendor's own answers by kind of fault: status, headers, and a body that
    is written as JSON unless it is text; or a function of the fault that returns them.
    """

    def __init__(
        self,
        app: App,
        *,
        error_bodies: Mapping[str, Answer | Callable[[Fault], Answer]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self._error_bodies = dict(error_bodies or {})
        self._clock = clock
        self._lock = threading.Lock()
        self._planned: list[Fault] = []
        self._actions: list[tuple[int, str, Callable[[], None]]] = []
        self._log: list[RequestSeen] = []
        self._said: dict[str, deque[list[Message]]] = {}

    def plan(self, *faults: Fault) -> None:
        """Let these happen to the next requests, one after the other, after those planned."""
        with self._lock:
            self._planned += faults

    def on_request(self, number: int, action: Callable[[], None], *, match: str = "") -> None:
        """Run `action` right before the n-th request from now that matches is answered (1: next).

        It runs where requests are answered, so it may change what the app serves.
        """
        with self._lock:
            self._actions.append((number, match, action))

    def forget(self) -> None:
        """Drop the log and whatever is still planned."""
        with self._lock:
            self._planned, self._actions, self._log = [], [], []

    @property
    def log(self) -> list[RequestSeen]:
        """Every request since the start or the last `forget`."""
        with self._lock:
            return list(self._log)

    @property
    def planned(self) -> list[Fault]:
        """What has not happened yet."""
        with self._lock:
            return list(self._planned)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        query = scope.get("query_string", b"").decode("latin-1")
        target = f"{scope['path']}?{query}"
        with self._lock:
            self._log.append(
                RequestSeen(
                    len(self._log) + 1, scope["method"], scope["path"], query, self._clock()
                )
            )
            actions = self._due_actions(target)
            fault = self._due_fault(target)
        for action in actions:
            action()
        await self._answer(fault, scope, receive, send)

    def _due_actions(self, target: str) -> list[Callable[[], None]]:
        counted = [
            (number - (match in target), match, action) for number, match, action in self._actions
        ]
        self._actions = [each for each in counted if each[0] > 0]
        return [action for number, _, action in counted if number <= 0]

    def _due_fault(self, target: str) -> Fault | None:
        if not self._planned or self._planned[0].match not in target:
            return None
        head, rest = self._planned[0], self._planned[1:]
        if head.after > 0:
            self._planned = [replace(head, after=head.after - 1), *rest]
            return None
        again = [replace(head, times=head.times - 1)] if head.times > 1 else []
        self._planned = [*again, *rest]
        return head

    async def _answer(
        self, fault: Fault | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        said = self._said.setdefault(scope["path"], deque(maxlen=MOST_KEPT))
        if fault is None or (fault.kind == "repeat" and not said):
            said.append(await heard(self.app, scope, receive, send))
        elif fault.kind == "repeat":
            said.append(said[-min(fault.pages, len(said))])
            await say_again(said[-1], send)
        elif fault.kind == "reset":
            scope[RESET]()
        elif fault.kind == "stall":
            await stall(self.app, fault.seconds, scope, receive, send)
        elif fault.kind in ("half", "cut"):
            await shorten(self.app, fault.kind == "cut", scope, receive, send)
        else:
            await say(self.error(fault), send)

    def error(self, fault: Fault) -> Answer:
        """Return what the system says when this goes wrong."""
        own = self._error_bodies.get(fault.kind)
        if own is None:
            return _plain_answers(fault)
        return own(fault) if callable(own) else own

"""Speaks to one portal: paced, fifty commands a request, each of them checked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from include.errors import ClienteleError
from include.sources.connector import Access
from include.sources.systems.bitrix24.commands import Command, Outcome, as_map, outcomes_of
from include.sources.systems.bitrix24.refusals import judge, judge_refusal, moment, seconds_to_reset
from include.sources.web.address import WebAddress
from include.sources.web.answers import Wait
from include.sources.web.client import WebClient
from include.sources.web.clock import Clock

MOST_FAILURES = 8  # of one command, one after the other
CAREFUL_SECONDS = 400.0  # of 480 in ten minutes (420 on a portal of one's own)
_PART = re.compile(r"[\w-]+")


class Pace:
    """A leaky bucket of our own, no larger than the portal's: asking by it is never refused."""

    def __init__(self, clock: Clock, drain: float, size: float) -> None:
        self._clock, self._drain, self._size = clock, drain, size
        self._level, self._seen_at = 0.0, clock.now()

    def wait(self) -> None:
        """Wait until one more request fits."""
        self._leak()
        if self._level + 1 > self._size:
            self._clock.sleep((self._level + 1 - self._size) / self._drain)
            self._leak()
        self._level += 1

    def _leak(self) -> None:
        now = self._clock.now()
        self._level = max(0.0, self._level - (now - self._seen_at) * self._drain)
        self._seen_at = now


class Portal:
    """A portal, asked over one webhook."""

    def __init__(self, access: Access, client: WebClient) -> None:
        self._access, self._client = access, client
        self._path = f"rest/{access.connection.login}/{access.connection.password}"
        self._busy: dict[str, dict[str, Any]] = {}
        self._failures = 0
        self.now: float | None = None

    @property
    def options(self) -> Any:
        """What company.yml says of the portal."""
        return self._access.options

    def call(self, method: str) -> Any:
        """Call one method without parameters and return its result."""
        body = self._client.call("POST", f"{self._path}/{method}", json={}).body
        self.now = moment((body.get("time") or {}).get("start"))
        return body.get("result")

    def batch(self, commands: Sequence[Command], *, halts: bool = False) -> list[Outcome]:
        """Run up to fifty commands in one request; with `halts` those after a failure are left."""
        named = {f"c{number}": command for number, command in enumerate(commands)}
        said = {"halt": int(halts), "cmd": {key: each.text for key, each in named.items()}}
        body = self._client.call("POST", f"{self._path}/batch", json=said).body
        parts = body.get("result")
        times = as_map(as_map(parts).get("result_time"))
        self._busy |= {named[key].method: time for key, time in times.items() if key in named}
        outcomes = outcomes_of(named, parts)
        self._rest(named.values())
        if commands and not outcomes:
            self.forgive({"error": "ERROR_UNEXPECTED_ANSWER"}, commands[0].method)
        return outcomes

    def results(self, commands: Sequence[Command]) -> Iterator[Outcome]:
        """Yield outcomes up to the first command that was refused, once its wait is over."""
        for outcome in self.batch(commands, halts=True):
            if outcome.refusal is not None:
                self.forgive(outcome.refusal, outcome.command.method)
                return
            self.went_well()
            yield outcome

    def one(self, command: Command) -> Outcome:
        """Run one command until it has a result."""
        while True:
            for outcome in self.results([command]):
                return outcome

    def forgive(self, refusal: dict[str, Any], method: str) -> None:
        """Wait when a command's refusal will pass; raise `ClienteleError` when it will not."""
        verdict = judge_refusal(refusal, method=method)
        if isinstance(verdict, ClienteleError):
            raise verdict.at(self._client.place)
        self._failures += 1
        if self._failures >= MOST_FAILURES or not isinstance(verdict, Wait):
            raise ClienteleError(
                f"the portal has refused {method} {self._failures} times",
                where=self._client.place,
                remedy="The next run reads what is missing",
            )
        seconds = verdict.seconds if verdict.seconds is not None else 2.0**self._failures
        if str(refusal.get("error", "")).lower() == "operation_time_limit":
            seconds = seconds_to_reset(self._busy.get(method))
        self._sleep(seconds, verdict.reason)

    def went_well(self) -> None:
        """Forget earlier failures: there was progress."""
        self._failures = 0

    def _rest(self, commands: Iterable[Command]) -> None:
        """Let time pass when a method comes near the limit of its work."""
        for method in {command.method for command in commands}:
            timing = self._busy.get(method) or {}
            if float(timing.get("operating") or 0) >= CAREFUL_SECONDS:
                self._sleep(seconds_to_reset(timing), f"{method} has worked for long")

    def _sleep(self, seconds: float, reason: str) -> None:
        self._access.progress.waits(seconds, reason)
        self._access.clock.sleep(seconds)


@contextmanager
def open_portal(access: Access) -> Iterator[Portal]:
    """Open a portal, and make sure that its webhook shows all there is."""
    place = f"source {access.source}, connection '{access.connection.conn_id}'"
    if not all(map(_PART.fullmatch, (access.connection.login, access.connection.password))):
        raise ClienteleError(
            "the connection names no webhook",
            where=place,
            remedy="Of an address https://portal.bitrix24.com/rest/17/k3y/ the host is "
            "portal.bitrix24.com, the login 17 and the password k3y",
        )
    options: Any = access.options
    pace = Pace(access.clock, options.requests_per_second, options.burst)
    client = WebClient(
        WebAddress.from_connection(access.connection),
        place=place,
        clock=access.clock,
        judge=judge,
        progress=access.progress,
        before_request=pace.wait,
    )
    with client:
        portal = Portal(access, client)
        if not portal.call("user.admin") and not options.partial:
            raise ClienteleError(
                "the webhook's user is no administrator: the portal would hide rows unsaid",
                where=place,
                remedy="Let an administrator create the webhook; `options: {partial: true}` "
                "reads what this user sees",
            )
        yield portal

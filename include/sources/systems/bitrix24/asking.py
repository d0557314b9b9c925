"""Ask many commands of one kind, fifty a request, until each has told all it has."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from include.sources.connector import Page
from include.sources.systems.bitrix24.commands import Command, Outcome
from include.sources.systems.bitrix24.portal import Portal


def _nothing(outcome: Outcome) -> Iterable[Command]:
    return ()


@dataclass(frozen=True)
class Question:
    """How the answers to commands of one kind are read.

    `rest` returns the commands that ask on where an answer was not all there is. A refusal with
    the code `gone` says that what was asked for has been deleted meanwhile: there is no answer.
    """

    rows: Callable[[Outcome], list[dict[str, Any]]]
    rest: Callable[[Outcome], Iterable[Command]] = _nothing
    gone: str = ""

    def waits(self, outcome: Outcome) -> bool:
        """Return whether a command must be asked again."""
        return outcome.refusal is not None and str(outcome.refusal.get("error")) != self.gone


def ask_each(portal: Portal, commands: Iterable[Command], question: Question) -> Iterator[Page]:
    """Yield what commands answer; one that was refused, or goes on, waits for the next request."""
    most = portal.options.pages_per_request
    waiting: deque[Command] = deque()
    for command in commands:
        waiting.append(command)
        while len(waiting) >= most:
            yield from _ask(portal, waiting, question)
    while waiting:
        yield from _ask(portal, waiting, question)


def _ask(portal: Portal, waiting: deque[Command], question: Question) -> Iterator[Page]:
    most = portal.options.pages_per_request
    commands = [waiting.popleft() for _ in range(min(len(waiting), most))]
    outcomes = portal.batch(commands)
    answered = {id(outcome.command) for outcome in outcomes}
    waiting += [command for command in commands if id(command) not in answered]
    refused = [outcome for outcome in outcomes if question.waits(outcome)]
    waiting += [outcome.command for outcome in refused]
    rows = []
    for outcome in outcomes:
        if outcome.refusal is None:
            portal.went_well()
            rows += question.rows(outcome)
            waiting += question.rest(outcome)
    if rows:
        yield Page(rows)
    for outcome in refused[:1]:
        portal.forgive(outcome.refusal or {}, outcome.command.method)

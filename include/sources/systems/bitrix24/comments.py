"""Comments on deals: the portal lists them deal by deal, so only deals that changed are asked."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from include.sources.connector import Page, Request
from include.sources.systems.bitrix24.commands import Command, Outcome
from include.sources.systems.bitrix24.listing import (
    BEGINNING,
    PAGE_ROWS,
    Listing,
    is_short,
    walk,
    written,
)
from include.sources.systems.bitrix24.portal import MOST_COMMANDS, Portal

METHOD = "crm.timeline.comment.list"


def read_comments(portal: Portal, deals: Listing, request: Request) -> Iterator[Page]:
    """Yield the comments of every deal that was touched since the request's start."""
    waiting: deque[Command] = deque()
    for page in walk(
        portal, deals, _touched_since(request), ("id",), is_short=is_short(portal, request)
    ):
        waiting += [_comments_of(row["id"]) for row in page.rows]
        while len(waiting) >= MOST_COMMANDS:
            yield from _ask(portal, waiting)
    while waiting:
        yield from _ask(portal, waiting)


def _touched_since(request: Request) -> dict[str, Any]:
    """Return a filter: a comment changes the deal's last activity, not always its update time."""
    if request.start <= BEGINNING:
        return {}
    since = written(request.start)
    return {"0": {"logic": "OR", "0": {">=updatedTime": since}, "1": {">=lastActivityTime": since}}}


def _ask(portal: Portal, waiting: deque[Command]) -> Iterator[Page]:
    """Ask for the comments of fifty deals; what was refused, or goes on, waits for the next."""
    commands = [waiting.popleft() for _ in range(min(len(waiting), MOST_COMMANDS))]
    outcomes = portal.batch(commands)
    answered = {id(outcome.command) for outcome in outcomes}
    waiting += [command for command in commands if id(command) not in answered]
    refused = [outcome for outcome in outcomes if outcome.refusal is not None]
    waiting += [outcome.command for outcome in refused]
    rows = []
    for outcome in outcomes:
        if outcome.refusal is None:
            portal.went_well()
            rows += outcome.result or []
            waiting += _rest_of(outcome)
    yield Page(rows)
    for outcome in refused[:1]:
        portal.forgive(outcome.refusal or {}, METHOD)


def _comments_of(deal: Any, start: int = 0) -> Command:
    asked = {"filter": {"ENTITY_ID": deal, "ENTITY_TYPE": "deal"}, "order": {"ID": "ASC"}}
    return Command(METHOD, asked | {"start": start})


def _rest_of(outcome: Outcome) -> list[Command]:
    start = outcome.command.params["start"] + PAGE_ROWS
    if not outcome.result or (outcome.total or 0) <= start:
        return []
    return [_comments_of(outcome.command.params["filter"]["ENTITY_ID"], start)]

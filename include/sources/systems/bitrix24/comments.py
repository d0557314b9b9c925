"""Comments on deals: the portal lists them deal by deal, so only deals that changed are asked."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from include.sources.connector import Page, Request
from include.sources.systems.bitrix24.asking import Question, ask_each
from include.sources.systems.bitrix24.commands import Command, Outcome
from include.sources.systems.bitrix24.listing import (
    BEGINNING,
    PAGE_ROWS,
    Listing,
    is_short,
    rows_at,
    walk,
    written,
)
from include.sources.systems.bitrix24.portal import Portal

METHOD = "crm.timeline.comment.list"


def read_comments(portal: Portal, deals: Listing, request: Request) -> Iterator[Page]:
    """Yield the comments of every deal that was touched since the request's start."""
    touched = walk(
        portal, deals, _touched_since(request), ("id",), is_short=is_short(portal, request)
    )
    commands = (_comments_of(row["id"]) for page in touched for row in page.rows)
    return ask_each(portal, commands, Question(partial(rows_at, ()), _rest_of))


def _touched_since(request: Request) -> dict[str, Any]:
    """Return a filter: a comment changes the deal's last activity, not always its update time."""
    if request.start <= BEGINNING:
        return {}
    since = written(request.start)
    return {"0": {"logic": "OR", "0": {">=updatedTime": since}, "1": {">=lastActivityTime": since}}}


def _comments_of(deal: Any, start: int = 0) -> Command:
    asked = {"filter": {"ENTITY_ID": deal, "ENTITY_TYPE": "deal"}, "order": {"ID": "ASC"}}
    return Command(METHOD, asked | {"start": start})


def _rest_of(outcome: Outcome) -> list[Command]:
    start = outcome.command.params["start"] + PAGE_ROWS
    if not outcome.result or (outcome.total or 0) <= start:
        return []
    return [_comments_of(outcome.command.params["filter"]["ENTITY_ID"], start)]

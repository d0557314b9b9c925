"""The bot's messages: fetched, kept on disk, confirmed, and read from what is kept."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from include.errors import READS_AGAIN, ClienteleError
from include.landing.batches import folder
from include.sources.connector import Access, Page, Request, StreamReader
from include.sources.paged import paged
from include.sources.systems.telegram.bot import KINDS, Bot
from include.sources.systems.telegram.inbox import Inbox

STREAM = "messages"
MOST_PAGES = 10_000  # of one reading; what is left waits for the next
_log = logging.getLogger("clientele.extract")


@contextmanager
def open_session(access: Access) -> Iterator[Mapping[str, StreamReader]]:
    """Open a bot and return its one stream."""
    bot = Bot(access)
    inbox = Inbox(folder(access.source, STREAM) / "inbox")
    with bot.client:
        yield {
            STREAM: StreamReader(partial(_read, bot, inbox), probe=bot.probe, settled=inbox.settle)
        }


def _read(bot: Bot, inbox: Inbox, request: Request) -> Iterator[Page]:
    """Fetch whatever waits, then yield all that is kept, also by a run that did not end."""
    _fetch(bot, inbox)
    newest = _newest(inbox)
    _tell_of_a_gap(request, min(newest.values(), default=0))
    for updates in inbox.pages():
        rows = [
            update[kind] | {"update_id": update["update_id"], "update_kind": kind}
            for update in updates
            for kind in KINDS
            if kind in update and newest[_key(update[kind])] == update["update_id"]
        ]
        yield Page(rows, bookmark=str(updates[-1]["update_id"] + 1))


def _fetch(bot: Bot, inbox: Inbox) -> None:
    """Keep page after page; asking for the next lets Telegram forget the one before.

    The first is asked for without an offset: update ids begin anew after a quiet week, and an
    offset from before would throw away what waits.
    """
    offset = None
    for _ in range(MOST_PAGES):
        updates = bot.updates(offset)
        if not updates:
            return
        if offset is not None and updates[0]["update_id"] < offset:
            raise ClienteleError(
                "Telegram gives the same updates again", where=bot.place, remedy=READS_AGAIN
            )
        inbox.keep(updates)
        offset = updates[-1]["update_id"] + 1


def _newest(inbox: Inbox) -> dict[tuple[Any, ...], int]:
    """Return, by chat and message, the last update: two of a second tell no order of themselves."""
    newest: dict[tuple[Any, ...], int] = {}
    for updates in inbox.pages():
        for update in updates:
            for kind in KINDS:
                if kind in update:
                    key = _key(update[kind])
                    newest[key] = max(newest.get(key, 0), update["update_id"])
    return newest


def _key(message: dict[str, Any]) -> tuple[Any, ...]:
    """Return what tells a message from another; one without an address is told by its content."""
    try:
        return message["chat"]["id"], message["message_id"]
    except (KeyError, TypeError):
        return (repr(message),)


def _tell_of_a_gap(request: Request, first: int) -> None:
    """Warn when updates were numbered that nobody saw: they waited longer than a day."""
    expected = request.marked(int, 0)
    if expected and first > expected:
        _log.warning(
            "%s: %d updates between the last reading and this one were not seen; Telegram keeps "
            "them for 24 hours, so read more often",
            request.stream_name,
            first - expected,
        )


READER = paged(open_session)

"""Walk a list by its numbers: fifty pages a request, each page asking for what follows the last.

A page that is not full is the last one. What a chain says after it is left unread: its reference to
a fiftieth row leads nowhere, and the portal may answer anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from include.errors import ClienteleError
from include.sources.connector import Page, Request
from include.sources.systems.bitrix24.commands import Command, Outcome
from include.sources.systems.bitrix24.portal import Portal

PAGE_ROWS = 50
FEW_PAGES = 10
FEW_DAYS = 3
BEGINNING = datetime(1971, 1, 1)  # noqa: DTZ001
UNCOUNTED, COUNTED = -1, 0


@dataclass(frozen=True)
class Ask:
    """How many pages are asked for at once, and whether the rows are counted."""

    pages: int
    counts: bool


@dataclass(frozen=True)
class Listing:
    """A list method: where its rows lie, what numbers them, and what tells when they changed."""

    method: str
    key: str
    place: tuple[str, ...] = ()
    cursor: str = ""
    params: tuple[tuple[str, Any], ...] = ()
    select: tuple[str, ...] = ("*",)

    def where(self, request: Request) -> dict[str, Any]:
        """Return the filter of a request's window; none when the stream goes by another column."""
        stream = request.stream
        if stream.mode != "interval" or stream.fields.get(stream.cursor or "") != self.cursor:
            return {}
        since = {f">={self.cursor}": written(request.start)} if request.start > BEGINNING else {}
        until = {f"<{self.cursor}": written(request.end)} if request.end else {}
        return since | until

    def command(self, where: dict[str, Any], select: Sequence[str], start: int) -> Command:
        """Return the command of one page; the telephony's list knows pages only by counting."""
        if self.method == "voximplant.statistic.get":
            asked = {"FILTER": where, "SORT": self.key, "ORDER": "ASC"}
            return Command(self.method, asked | {"start": COUNTED})
        asked = {"select": list(select), "filter": where, "order": {self.key: "ASC"}}
        return Command(self.method, dict(self.params) | asked | {"start": start})

    def chain(
        self, where: dict[str, Any], select: Sequence[str], after: int, ask: Ask
    ) -> list[Command]:
        """Return the commands of pages that follow a number, each referring to the one before."""
        steps = "".join(f"[{step}]" for step in (*self.place, PAGE_ROWS - 1, self.key))
        return [
            self.command(
                where | {f">{self.key}": f"$result[c{number - 1}]{steps}" if number else after},
                select,
                COUNTED if ask.counts and not number else UNCOUNTED,
            )
            for number in range(ask.pages)
        ]

    def rows(self, outcome: Outcome) -> list[dict[str, Any]]:
        """Return the rows of a page."""
        return rows_at(self.place, outcome)


def rows_at(place: Sequence[str], outcome: Outcome) -> list[dict[str, Any]]:
    """Return the rows that lie at a place of a result."""
    found = outcome.result
    for step in place:
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, list) else []


def written(moment: datetime) -> str:
    """Write naive UTC as the portal reads it."""
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds")


def walk(
    portal: Portal,
    listing: Listing,
    where: dict[str, Any],
    select: Sequence[str] = (),
    *,
    after: int = 0,
    is_short: bool = False,
) -> Iterator[Page]:
    """Yield the pages of a list by number; of a whole list, check that they hold all there is.

    What changed since a moment cannot be counted: rows change, and belong to it, meanwhile.
    """
    most = portal.options.pages_per_request
    ask = Ask(min(most, FEW_PAGES) if is_short else most, portal.options.counts)
    last, read, total = after, 0, None
    while True:
        chain = listing.chain(where, select or listing.select, last, ask)
        for outcome in portal.results(chain):
            rows = listing.rows(outcome)
            total = outcome.total if ask.counts else total
            ask = Ask(ask.pages, False)
            read += len(rows)
            last = _next(rows, listing, last)
            if rows:
                yield Page(rows, total=total)
            if len(rows) < PAGE_ROWS:
                _check_count(portal, listing, (after, last), read, None if where else total)
                return
        ask = Ask(_pages_left(total, read, most), ask.counts)


def offsets(portal: Portal, command: Command, place: Sequence[str] = ()) -> Iterator[Page]:
    """Yield the pages of a short list that can only be read by offset.

    Where a page is not counted, a full one is not the last.
    """
    start, total = 0, 1
    while start < total:
        starts = range(start, max(total, 1), PAGE_ROWS)[: portal.options.pages_per_request]
        commands = [Command(command.method, command.params | {"start": n}) for n in starts]
        for outcome in portal.results(commands):
            rows = rows_at(place, outcome)
            start += max(PAGE_ROWS, len(rows))
            total = start + (len(rows) == PAGE_ROWS) if outcome.total is None else outcome.total
            yield Page(rows, total=outcome.total)
            if not rows:
                return


def is_short(portal: Portal, request: Request) -> bool:
    """Return whether a request is for a few days only, by the portal's own clock."""
    if portal.now is None:
        return False
    return portal.now - request.start.replace(tzinfo=UTC).timestamp() < FEW_DAYS * 86_400


def _pages_left(total: int | None, read: int, most: int) -> int:
    """Return how many pages to ask for next: those that are left by the count, and one more."""
    return most if not total else min(most, max(1, -(-(total - read) // PAGE_ROWS) + 1))


def _next(rows: Sequence[dict[str, Any]], listing: Listing, last: int) -> int:
    """Return the greatest number of a page, all of whose numbers must be greater than `last`."""
    try:
        numbers = [int(row[listing.key]) for row in rows]
    except (KeyError, TypeError, ValueError):
        raise ClienteleError(
            f"a row of the portal has no {listing.key}",
            where=listing.method,
            remedy="Nothing was landed; see whether Bitrix24 has changed its REST",
        ) from None
    if min(numbers, default=last + 1) <= last:
        raise ClienteleError(
            "the portal's pages go in a circle",
            where=listing.method,
            remedy="Nothing was landed; ask Bitrix24's support",
        )
    return max(numbers, default=last)


def _check_count(
    portal: Portal,
    listing: Listing,
    bounds: tuple[int, int],
    read: int,
    total: int | None,
) -> None:
    """Raise when the portal counts more rows than it shows; rows deleted meanwhile are no gap."""
    if total is None or total <= read or portal.options.partial:
        return
    after, last = bounds
    within = {f">{listing.key}": after} | ({f"<={listing.key}": last} if last > after else {})
    counted = portal.one(listing.command(within, [listing.key], COUNTED)).total or 0
    if counted > read:
        raise ClienteleError(
            f"the portal counts {counted:,} rows and shows {read:,}",
            where=listing.method,
            remedy="The webhook's user may not see all of them: let an administrator create the "
            "webhook; `options: {partial: true}` reads what this user sees",
        )

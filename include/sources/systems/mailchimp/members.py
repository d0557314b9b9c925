"""Audiences and their members."""

from collections.abc import Iterator
from datetime import timedelta

from include.sources.connector import Page, Request
from include.sources.systems.mailchimp.api import Api, Row, spelt

KEYS = "members.id,members.list_id,members.status,members.last_changed,total_items"
FIRST_YEAR = 2001  # that Mailchimp was there


class Audiences:
    """The audiences of an account, asked for once, and how their members are read."""

    def __init__(self, api: Api, wanted: tuple[str, ...]) -> None:
        self._api, self._wanted = api, wanted
        self._known: list[Row] | None = None

    def all(self) -> list[Row]:
        """Return the audiences that are read."""
        if self._known is None:
            pages = self._api.pages("/lists", "lists")
            rows = {row["id"]: row for rows, _ in pages for row in rows}.values()
            self._known = [row for row in rows if row["id"] in (self._wanted or (row["id"],))]
        return self._known

    def read(self, _: Request) -> Iterator[Page]:
        """Yield the audiences themselves."""
        yield Page(self.all(), total=len(self.all()))

    def read_members(self, request: Request) -> Iterator[Page]:
        """Yield the members that changed in the interval, of a window that is closed at its end.

        Members of one second may be many: the second before the interval is read too.
        """
        yield from self._members(request, {})

    def member_keys(self, request: Request) -> Iterator[Page]:
        """Yield the ids of all members there are, the archived too."""
        yield from self._members(request, {"fields": KEYS})

    def _members(self, request: Request, fields: Row) -> Iterator[Page]:
        since = request.start - timedelta(seconds=1) if request.start.year >= FIRST_YEAR else None
        before = {"before_last_changed": spelt(request.end)} if request.end else {}
        for audience in self.all():
            path, has_archived = f"/lists/{audience['id']}/members", False
            for status in ({}, {"status": "archived"}):
                if status and has_archived:
                    break
                more = {**before, **fields, **status}
                pages = self._api.pages(path, "members", cursor="last_changed", since=since, **more)
                for rows, total in pages:
                    has_archived |= any(row.get("status") == "archived" for row in rows)
                    yield Page(rows, total=total)

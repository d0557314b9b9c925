"""Audiences and their members."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from include.errors import ClienteleError
from include.sources.connector import Page, Request
from include.sources.systems.mailchimp.account import Account, Row, is_id, spelt
from include.sources.systems.mailchimp.listing import Listing

FIRST_YEAR = 2001  # that Mailchimp was there
MOST_FIELDS = 1000  # of an audience; Mailchimp allows far fewer
_KEYS = "members.id,members.list_id,members.last_changed,total_items"
Question = tuple[tuple[Row, frozenset[str]], tuple[Row, frozenset[str]]]
# of members and of the archived, whole and by key: no two answers are of one shape, so that none
# that came for another question is taken for an empty list
ROWS: Question = (
    ({"exclude_fields": "_links,members._links"}, frozenset({"list_id"})),
    ({"exclude_fields": "_links,members._links,list_id"}, frozenset()),
)
KEYS: Question = (
    ({"fields": f"{_KEYS},_links,list_id"}, frozenset({"_links", "list_id"})),
    ({"fields": f"{_KEYS},_links"}, frozenset({"_links"})),
)


class Audiences:
    """The audiences of an account, asked for once, and how their members are read."""

    def __init__(self, account: Account, wanted: tuple[str, ...]) -> None:
        self._account, self._wanted = account, wanted
        self._known: dict[str, Row] | None = None

    def all(self) -> list[Row]:
        """Return the audiences that are read."""
        if self._known is None:
            pages = Listing(self._account, "/lists", "lists")
            self._known = {str(row.get("id")): row for rows, _ in pages for row in rows}
        return [row for name, row in self._known.items() if name in (self._wanted or self._known)]

    def probe(self, place: str) -> None:
        """Ask for the audiences; `ClienteleError` when one of those wanted is not there."""
        self.all()
        missing = [name for name in self._wanted if name not in self._known]
        if missing:
            there = [f"{name} ({row.get('name')})" for name, row in self._known.items()]
            raise ClienteleError(
                f"the account has no audience {', '.join(missing)}",
                where=f"{place}.audiences",
                remedy=f"It has {', '.join(there) or 'none'}",
            )

    def probe_field(self, tag: str, place: str) -> None:
        """Raise `ClienteleError` when members of no audience have a merge field of that tag."""
        asked = {"count": MOST_FIELDS, "fields": "merge_fields.tag,total_items"}
        tags: dict[str, None] = {}
        for audience in self.all():
            body = self._account.get(f"/lists/{audience['id']}/merge-fields", **asked)
            rows = self._account.rows(body, "merge_fields")
            tags |= {str(row.get("tag")): None for row in rows}
        if tags and tag not in tags:
            raise ClienteleError(
                f"no audience has the merge field {tag}",
                where=f"{place}.client_tag",
                remedy=f"Members have {', '.join(tags)}",
            )

    def read(self, _: Request) -> Iterator[Page]:
        """Yield the audiences themselves."""
        yield Page(self.all(), total=len(self.all()))

    def read_members(self, request: Request) -> Iterator[Page]:
        """Yield the members that changed in the interval, in a window that is closed at its end.

        The second before it is asked for too, since a bound may be left out.
        """
        start = request.start - timedelta(seconds=1) if request.start.year >= FIRST_YEAR else None
        for rows, total in self._members(ROWS, start, request.end):
            yield Page(rows, total=total)

    def member_keys(self, _: Request) -> Iterator[Page]:
        """Yield the ids of all members there are, the archived too."""
        for rows, total in self._members(KEYS):
            yield Page(rows, total=total)

    def _members(
        self, question: Question, since: datetime | None = None, end: datetime | None = None
    ) -> Iterator[tuple[list[Row], int]]:
        """Ask for the archived after the others: whoever is archived meanwhile is found there."""
        before = {"before_last_changed": spelt(end)} if end else {}
        for audience in filter(lambda row: is_id(row.get("id")), self.all()):
            path = f"/lists/{audience['id']}/members"
            for status, (fields, marks) in zip(({}, {"status": "archived"}), question, strict=True):
                yield from Listing(
                    self._account,
                    path,
                    "members",
                    cursor="last_changed",
                    since=since,
                    marks=marks,
                    **before,
                    **fields,
                    **status,
                )

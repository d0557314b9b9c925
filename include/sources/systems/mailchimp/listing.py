"""Read a list page by page while it changes: nothing is jumped over, and it comes to an end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from include.errors import READS_AGAIN, ClienteleError
from include.sources.circle import Circle
from include.sources.systems.mailchimp.account import Account, Row, moment_of, spelt

MARKS = frozenset({"list_id", "_links"})
MOST_RESTARTS = 5
MOST_UNMARKED = 2  # after so many the account does not mark its answers, and they are taken


class Listing:
    """One list of an address; iterating yields rows of a page, and how many there are in all.

    With a `cursor` pages come in the order of that moment, each asked for from where the last one
    ended: rows that change meanwhile move to the end and are read there, and none is jumped over,
    as would happen by counting rows. Rows at the edge come twice. Where rows must be counted, a
    list that got shorter is read again from its beginning. Of `MARKS` an answer should bear `marks`
    and no other, or it may be the answer to another question, and is asked for again.
    """

    def __init__(
        self,
        account: Account,
        path: str,
        name: str,
        *,
        cursor: str = "",
        since: datetime | None = None,
        marks: frozenset[str] | None = None,
        **more: Any,
    ) -> None:
        self._account, self._path, self._name = account, path, name
        self._cursor, self._since, self._marks, self._more = cursor, since, marks, more
        self._offset, self._restarts, self._unmarked = 0, 0, 0
        self._total_before, self._ids_before = 0, []
        self._circle = Circle()

    def __iter__(self) -> Iterator[tuple[list[Row], int]]:
        """Yield the pages; `ClienteleError` when the same ones come whatever is asked for."""
        while True:
            body = self._asked()
            rows, total = self._account.rows(body, self._name), total_of(body)
            if self._is_stale(body, rows):
                self._again(self._offset)
            elif self._offset and total < self._total_before:
                self._again(0)
            else:
                if rows and self._circle.closes(_ids(rows)):
                    raise self._endless()
                yield rows, total
                if not has_more(len(rows), self._offset, total, self._account.page_size):
                    return
                self._advance(rows, total)

    def _asked(self) -> Row:
        order = {"sort_field": self._cursor, "sort_dir": "ASC"} if self._cursor else {}
        begin = {f"since_{self._cursor}": spelt(self._since)} if self._since else {}
        paging = {"count": self._account.page_size, "offset": self._offset}
        return self._account.get(self._path, **self._more, **order, **begin, **paging)

    def _is_stale(self, body: Row, rows: list[Row]) -> bool:
        """Say whether this is the page before once more, or what somebody else asked for."""
        if self._marks is not None and MARKS & set(body) != self._marks:
            self._unmarked += 1
            if self._unmarked <= MOST_UNMARKED:
                return True
        if self._offset and rows and _ids(rows) == self._ids_before:
            return True
        if not self._since:
            return False
        moments = [moment_of(row.get(self._cursor)) for row in rows]
        return any(moment and moment < self._since for moment in moments)

    def _again(self, offset: int) -> None:
        self._offset, self._restarts = offset, self._restarts + 1
        self._total_before, self._ids_before = 0, self._ids_before if offset else []
        if self._restarts > MOST_RESTARTS:
            raise self._endless()

    def _endless(self) -> ClienteleError:
        return ClienteleError(
            f"the list of {self._name} cannot be read to its end: its pages repeat",
            where=self._account.place,
            remedy=READS_AGAIN,
        )

    def _advance(self, rows: list[Row], total: int) -> None:
        """Go on after the last row: by its moment, or, within one second, by counting."""
        reached = _second_before(rows[-1].get(self._cursor)) if self._cursor else None
        if reached and (self._since is None or reached > self._since):
            self._since, self._offset, self._total_before = reached, 0, 0
        else:
            self._offset, self._total_before = self._offset + len(rows), total
        self._ids_before = _ids(rows)


def has_more(count: int, offset: int, total: int, page_size: int) -> bool:
    """Say whether another page may hold rows; the total alone is not to be trusted."""
    return count > 0 and (count >= page_size or offset + count < total)


def total_of(body: Row) -> int:
    """Return how many rows a list says it has."""
    total = body.get("total_items")
    return total if isinstance(total, int) else 0


def _ids(rows: list[Row]) -> list[object]:
    return [row.get("id") for row in rows]


def _second_before(text: object) -> datetime | None:
    """Return the second before a moment: whether a bound itself belongs to it is not promised."""
    moment = moment_of(text)
    return moment and moment.replace(microsecond=0) - timedelta(seconds=1)

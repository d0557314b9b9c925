"""One table, read: by what changed since a link, or by when its rows were modified."""

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from include.errors import READS_AGAIN, ClienteleError
from include.sources.connector import Page, Request
from include.sources.streams import SystemStream
from include.sources.systems.dynamics365 import Options
from include.sources.systems.dynamics365.organisation import API, Organisation
from include.sources.systems.dynamics365.refusals import REFUSED, code_of, refusal
from include.sources.systems.dynamics365.tables import Table, properties
from include.sources.web.answers import Answer

MOST_EMPTY_PAGES = 100  # in a row, each with a link to another
MOST_COUNTED = 5000  # a count says no more than this, however many rows there are
_COUNTED = {"$count": "true"}
_log = logging.getLogger("clientele.extract")


class TableReader:
    """Reads one table of an organisation, page by page."""

    def __init__(self, organisation: Organisation, table: Table, options: Options) -> None:
        self._organisation, self._table, self._options = organisation, table, options

    def read(self, request: Request) -> Iterator[Page]:
        """Yield what changed since the bookmark or, by interval, what was modified in it."""
        self._organisation.look_at(self._table.entity_set)
        if request.stream.mode == "changes":
            yield from self._changes(request)
        else:
            yield from self._modified(request)

    def keys(self, request: Request) -> Iterator[Page]:
        """Yield the keys of every row there is."""
        self._organisation.look_at(self._table.entity_set)
        key = self._table.key
        yield from self._pages(self._first({"$select": key, "$orderby": key}))

    def probe(self) -> None:
        """Ask for one row; `ClienteleError` when that is not allowed."""
        self._organisation.look_at(self._table.entity_set)
        self._organisation.page(self._path({"$select": self._table.key}), page_size=1)

    def fields(self, stream: SystemStream) -> dict[str, bool]:
        """Return the columns of the table, each with whether it is read."""
        parties = {self._table.parties} & set(properties(stream))
        read = {*self._choice(stream)["$select"].split(","), *parties}
        there = self._organisation.definition(self._table.logical).properties
        return {name: name in read for name in sorted({*there, *parties})}

    def _changes(self, request: Request) -> Iterator[Page]:
        """Yield what the bookmark's link leads to; all rows when there is none that holds."""
        choice = self._choice(request.stream)
        mark = request.marked(_mark, {})
        if mark.get("choice") == choice:
            answer = self._organisation.get(mark["path"], page_size=self._options.page_size)
            if answer.status not in REFUSED:
                yield from self._pages(answer.body, choice)
                return
            request.warn_anew(f"its bookmark is refused ({code_of(answer)})")
        yield from self._everything(request, choice)

    def _everything(self, request: Request, choice: dict[str, str]) -> Iterator[Page]:
        """Yield all rows, with a link to what will change if the table tracks changes."""
        if not self._organisation.definition(self._table.logical).is_tracked:
            _log.warning("%s: change tracking is off, all is read anew", request.stream_name)
            first = self._first({**choice, "$orderby": self._table.key} | _COUNTED)
        else:
            first = self._tracked(choice)
        yield from self._counted(self._pages(first, choice, is_complete=True), {})

    def _tracked(self, choice: dict[str, str]) -> dict[str, Any]:
        """Begin to track; nothing says that a count is allowed beside it, so it may be refused."""
        size = self._options.page_size
        path = self._path(choice | _COUNTED)
        answer = self._organisation.get(path, page_size=size, is_tracking=True)
        if answer.status != 400:
            return self._accepted(answer)
        return self._organisation.page(self._path(choice), page_size=size, is_tracking=True)

    def _modified(self, request: Request) -> Iterator[Page]:
        """Yield the rows whose cursor lies in the interval, in its order."""
        stream = request.stream
        cursor = stream.fields.get(stream.cursor, stream.cursor)
        said = f"{cursor} ge {request.start:%Y-%m-%dT%H:%M:%SZ}"
        if request.end is not None:
            said += f" and {cursor} lt {request.end:%Y-%m-%dT%H:%M:%SZ}"
        window = {"$filter": said}
        order = {"$orderby": f"{cursor},{self._table.key}"}
        first = self._first(self._choice(stream) | window | order | _COUNTED)
        yield from self._counted(self._pages(first), window)

    def _choice(self, stream: SystemStream) -> dict[str, str]:
        """Return what is asked of a row: the stream's fields, and what the company added.

        A field whose column is not there is left out, and is null in every row.
        """
        there = self._organisation.definition(self._table.logical)
        wanted, parties = properties(stream), self._table.parties
        named = [name for name in wanted if name != parties]
        missing = [name for name in named if name not in there.properties]
        if missing:
            names = ", ".join(missing)
            _log.warning("%s: there is no column %s", self._table.entity_set, names)
        custom = there.custom if self._options.custom_columns else frozenset()
        known = [name for name in named if name not in missing]
        more = sorted(custom - {*known, *stream.exclude})
        choice = {"$select": ",".join([*known, *more])}
        if parties in wanted:
            choice["$expand"] = f"{parties}($select=participationtypemask,_partyid_value)"
        return choice

    def _first(self, options: dict[str, str]) -> dict[str, Any]:
        return self._organisation.page(self._path(options), page_size=self._options.page_size)

    def _path(self, options: dict[str, str]) -> str:
        query = "&".join(f"{name}={quote(value, safe=',()$=_')}" for name, value in options.items())
        return f"{API}/{self._table.entity_set}?{query}"

    def _pages(
        self, body: dict[str, Any], choice: dict[str, str] | None = None, is_complete: bool = False
    ) -> Iterator[Page]:
        """Yield this page and those that it leads to, each link followed as it was given."""
        total, followed, empty = body.get("@odata.count"), set(), 0
        while True:
            found = self._rows(body)
            gone = [{self._table.key: row["id"]} for row in found if _is_deletion(row)]
            rows = [row for row in found if not _is_deletion(row)]
            link, delta = body.get("@odata.nextLink"), body.get("@odata.deltaLink")
            bookmark = self._bookmark(choice, delta) if choice and delta and not link else ""
            yield Page(rows, gone, bookmark, is_complete, _exact(total))
            if not link:
                return
            empty = 0 if found else empty + 1
            if link in followed or empty > MOST_EMPTY_PAGES:
                raise self._organisation.error(
                    ClienteleError("the pages have no end", remedy=READS_AGAIN)
                )
            followed.add(link)
            body = self._organisation.page(link, page_size=self._options.page_size)

    def _rows(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of a page; what is no page of this table is an error."""
        found = body.get("value")
        if isinstance(found, list) and all(self._table.key in row or "id" in row for row in found):
            return found
        raise self._organisation.error(
            ClienteleError("the answer holds no rows of the table", remedy=READS_AGAIN)
        )

    def _bookmark(self, choice: dict[str, str], link: str) -> str:
        """Keep a link with what was asked for: other columns need another reading."""
        return json.dumps({"choice": choice, "path": self._organisation.path_of(link)})

    def _counted(self, pages: Iterator[Page], window: dict[str, str]) -> Iterator[Page]:
        """Yield pages; fewer rows than the system counts, before and after, are an error."""
        came, total = 0, None
        for page in pages:
            came, total = came + len(page.rows), page.total
            yield page
        if total is not None and came < total and came < self._count(window):
            raise self._organisation.error(
                ClienteleError(
                    f"the system counts {total} rows and gave {came}",
                    remedy=READS_AGAIN,
                )
            )

    def _count(self, window: dict[str, str]) -> int:
        """Count again: rows that went while they were read are not missing."""
        path = self._path({"$select": self._table.key, **window} | _COUNTED)
        return int(self._organisation.page(path, page_size=1).get("@odata.count", 0))

    def _accepted(self, answer: Answer) -> dict[str, Any]:
        if answer.status in REFUSED:
            raise self._organisation.error(refusal(answer))
        return answer.body


def _mark(bookmark: str) -> dict[str, Any]:
    """Return what a bookmark keeps: what was asked for, and where on this host it goes on."""
    mark = json.loads(bookmark)
    if not mark["path"].startswith("/"):
        raise ValueError("no path")
    return mark


def _is_deletion(row: dict[str, Any]) -> bool:
    return str(row.get("@odata.context", "")).endswith("/$deletedEntity")


def _exact(total: Any) -> int | None:
    """Return a count that can be believed: one below the most that is counted."""
    return total if isinstance(total, int) and total < MOST_COUNTED else None

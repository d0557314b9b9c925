"""One table, read: by what changed since a link, or by when its rows were modified."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from include.errors import ClienteleError
from include.sources.connector import Page, Request
from include.sources.systems.dynamics365.refusals import REFUSED, code_of, refusal
from include.sources.systems.dynamics365.session import API, Session
from include.sources.systems.dynamics365.tables import Table, column_of, properties
from include.sources.web.answers import Answer

MOST_COUNTED = 5000  # a count says no more than this, however many rows there are
_log = logging.getLogger("clientele.extract")


@dataclass(frozen=True)
class _Bookmark:
    """The link to what will have changed, and the properties that it was asked with."""

    wanted: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    path: str = ""


class TableReader:
    """Reads one table of an organisation, page by page."""

    def __init__(self, session: Session, table: Table, page_size: int) -> None:
        self._session, self._table, self._page_size = session, table, page_size

    def read(self, request: Request) -> Iterator[Page]:
        """Yield what changed since the bookmark or, by interval, what was modified in it."""
        self._session.look_at(self._table.entity_set)
        if request.stream.mode == "changes":
            yield from self._changes(request)
        else:
            yield from self._modified(request)

    def keys(self, request: Request) -> Iterator[Page]:
        """Yield the keys of every row there is."""
        self._session.look_at(self._table.entity_set)
        answer = self._ask({"$select": self._table.key, "$orderby": self._table.key})
        yield from self._pages(self._accepted(answer))

    def probe(self) -> None:
        """Ask for one row; `ClienteleError` when that is not allowed."""
        self._session.look_at(self._table.entity_set)
        self._session.page(self._path({"$select": self._table.key}), page_size=1)

    def _changes(self, request: Request) -> Iterator[Page]:
        wanted = properties(request.stream)
        mark = _Bookmark(**json.loads(request.bookmark)) if request.bookmark else _Bookmark()
        if mark.path and mark.wanted == wanted and not self._are_found(mark.missing):
            answer = self._session.get(mark.path, page_size=self._page_size)
            if answer.status not in REFUSED:
                yield from self._pages(answer.body, mark)
                return
            _log.info(
                "%s: reads anew, its bookmark is refused (%s)", request.stream_name, code_of(answer)
            )
        yield from self._everything(request, wanted)

    def _everything(self, request: Request, wanted: list[str]) -> Iterator[Page]:
        """Yield all rows, with a link to what will change if the table tracks changes."""
        counted = {"$count": "true"}
        answer, missing = self._fitting(wanted, counted, is_tracking=True)
        if answer.status == 400 and self._session.is_tracked(self._table.logical):
            answer, missing = self._fitting(wanted, {}, is_tracking=True)
        elif answer.status == 400:
            _log.warning(
                "%s: change tracking is off, so every row is read each time", request.stream_name
            )
            by_key = {**counted, "$orderby": self._table.key}
            answer, missing = self._fitting(wanted, by_key)
        pages = self._pages(self._accepted(answer), _Bookmark(wanted, missing), is_complete=True)
        yield from self._counted(pages, {})

    def _modified(self, request: Request) -> Iterator[Page]:
        """Yield the rows whose cursor lies in the interval, in its order."""
        stream = request.stream
        cursor = stream.fields.get(stream.cursor, stream.cursor)
        said = f"{cursor} ge {request.start:%Y-%m-%dT%H:%M:%SZ}"
        if request.end is not None:
            said += f" and {cursor} lt {request.end:%Y-%m-%dT%H:%M:%SZ}"
        window = {"$filter": said}
        by_time = {"$orderby": f"{cursor},{self._table.key}", "$count": "true"}
        answer, _ = self._fitting(properties(stream), window | by_time)
        yield from self._counted(self._pages(self._accepted(answer)), window)

    def _fitting(
        self, wanted: list[str], options: dict[str, str], is_tracking: bool = False
    ) -> tuple[Answer, list[str]]:
        """Ask for the wanted properties; when that is refused, for those that there are.

        Returns the answer and the properties that were left out.
        """
        answer = self._ask({**self._choice(wanted), **options}, is_tracking)
        if answer.status != 400:
            return answer, []
        there = self._session.columns(self._table.logical)
        missing = [n for n in wanted if column_of(n) not in there and n != self._table.parties]
        if missing:
            _log.warning(
                "%s: there is no column %s",
                self._table.entity_set,
                ", ".join(map(column_of, missing)),
            )
            kept = [name for name in wanted if name not in missing]
            answer = self._ask({**self._choice(kept), **options}, is_tracking)
        return answer, missing

    def _choice(self, wanted: list[str]) -> dict[str, str]:
        parties = self._table.parties
        choice = {"$select": ",".join(name for name in wanted if name != parties)}
        if parties in wanted:
            choice["$expand"] = f"{parties}($select=participationtypemask,_partyid_value)"
        return choice

    def _ask(self, options: dict[str, str], is_tracking: bool = False) -> Answer:
        path = self._path(options)
        return self._session.get(path, page_size=self._page_size, is_tracking=is_tracking)

    def _path(self, options: dict[str, str]) -> str:
        query = "&".join(f"{name}={quote(value, safe=',()$=_')}" for name, value in options.items())
        return f"{API}/{self._table.entity_set}?{query}"

    def _pages(
        self, body: dict[str, Any], mark: _Bookmark | None = None, is_complete: bool = False
    ) -> Iterator[Page]:
        """Yield this page and those that it leads to, each link followed as it was given."""
        total = body.get("@odata.count")
        while True:
            found = body.get("value")
            if not isinstance(found, list):
                raise self._session.error(ClienteleError("the answer holds no rows"))
            gone = [{self._table.key: row["id"]} for row in found if _is_deletion(row)]
            rows = [row for row in found if not _is_deletion(row)]
            link, delta = body.get("@odata.nextLink"), body.get("@odata.deltaLink")
            bookmark = self._bookmark(mark, delta) if mark and delta and not link else ""
            yield Page(rows, gone, bookmark, is_complete, _exact(total))
            if not link:
                return
            body = self._session.page(link, page_size=self._page_size)

    def _bookmark(self, mark: _Bookmark, link: str) -> str:
        path = self._session.path_of(link)
        return json.dumps({"wanted": mark.wanted, "missing": mark.missing, "path": path})

    def _counted(self, pages: Iterator[Page], window: dict[str, str]) -> Iterator[Page]:
        """Yield pages; fewer rows than the system counts, before and after, are an error."""
        came, total = 0, None
        for page in pages:
            came, total = came + len(page.rows), page.total
            yield page
        if total is not None and came < total and came < self._count(window):
            raise self._session.error(
                ClienteleError(
                    f"the system counts {total} rows and gave {came}",
                    remedy="Nothing was landed; the next run reads again",
                )
            )

    def _count(self, window: dict[str, str]) -> int:
        """Count again: rows that went while they were read are not missing."""
        path = self._path({"$select": self._table.key, **window, "$count": "true"})
        return int(self._session.page(path, page_size=1).get("@odata.count", 0))

    def _are_found(self, missing: list[str]) -> bool:
        """Return whether a column that was not there is there now."""
        return bool(missing) and not self._session.columns(self._table.logical).isdisjoint(
            map(column_of, missing)
        )

    def _accepted(self, answer: Answer) -> dict[str, Any]:
        if answer.status in REFUSED:
            raise self._session.error(refusal(answer))
        return answer.body


def _is_deletion(row: dict[str, Any]) -> bool:
    return str(row.get("@odata.context", "")).endswith("/$deletedEntity")


def _exact(total: Any) -> int | None:
    """Return a count that can be believed: one below the most that is counted."""
    return total if isinstance(total, int) and total < MOST_COUNTED else None

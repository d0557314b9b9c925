"""Make a source that DuckDB can read of a system that answers page by page."""

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from include.company import Company
from include.errors import ClienteleError
from include.landing.batches import manifests
from include.landing.draft import Reading
from include.settings import connection
from include.sources.config import SystemSource
from include.sources.connector import (
    NOT_UNDERSTOOD,
    Access,
    Open,
    Page,
    Request,
    StreamReader,
)
from include.sources.progress import Progress
from include.sources.reading import OpenSource, Part, Reader
from include.sources.registry import system_of
from include.sources.scratch import scratch_folder
from include.sources.spool import Spooled, keys_of, rows_of, spool, write_rows
from include.sources.streams import Stream
from include.sources.web.clock import WallClock
from include.warehouse import connect

BEFORE_ALL = datetime(1900, 1, 1)  # noqa: DTZ001


def paged(open_session: Open) -> Reader:
    """Return the reader of a system whose session is opened by `open_session`."""

    @contextmanager
    def reader(company: Company, name: str, source: SystemSource) -> Iterator[OpenSource]:
        clock = WallClock()
        progress = Progress(name, clock)
        reached = connection(source.connection, system_of(source.kind).connection)
        access = Access(name, reached, source.options, company, clock, progress)
        database = connect()
        try:
            with (
                scratch_folder() as scratch,
                ExitStack() as stack,
            ):
                with _understood(f"source {name}"):
                    streams = stack.enter_context(open_session(access))
                session = _Session(name, streams, scratch, progress)
                yield OpenSource(
                    database, session.parts, session.sample, str, session.settled, session.fields
                )
        finally:
            database.close()

    return reader


class _Session:
    """The streams of an open system, as parts over what they answered."""

    def __init__(
        self, name: str, streams: Mapping[str, StreamReader], scratch: Path, progress: Progress
    ) -> None:
        self._name, self._streams = name, streams
        self._scratch, self._progress = scratch, progress
        self._spools = 0

    def parts(self, reading: Reading, closing: bool) -> list[Part]:
        """Read a stream and return its one part."""
        stream, reader = reading.stream, self._streams[reading.stream_name]
        request = self._request(reading, closing)
        spooled = self._spool(request, reader.read(request))
        everything = replace(request, start=BEFORE_ALL, end=None, bookmark="")
        told = spooled.deletions and stream.deletions == "told"
        return [
            Part(
                rows_of(stream, spooled.rows),
                keys=lambda: self._again(everything, _lister(reader, self._place(request))),
                whole=lambda: self._again(everything, reader.read),
                deleted=keys_of(stream, spooled.deleted) if told else "",
                is_complete=spooled.is_complete and stream.deletions == "told",
                bookmark=spooled.bookmark,
            )
        ]

    def sample(self, stream_name: str, stream: Stream) -> list[Part]:
        """Ask whether a stream may be read, and return a part of the examples there are."""
        reader = self._streams[stream_name]
        with _understood(f"source {self._name}, stream {stream_name}"):
            reader.probe()
            file = write_rows(self._scratch / f"{stream_name}.sample", reader.examples())
        return [Part(rows_of(stream, file))]

    def fields(self, stream_name: str, stream: Stream) -> dict[str, bool]:
        """Ask what fields a stream's rows may have."""
        with _understood(f"source {self._name}, stream {stream_name}"):
            return self._streams[stream_name].fields(stream)

    def settled(self, stream_name: str) -> None:
        """Tell the connector that a stream has been landed."""
        self._streams[stream_name].settled()

    def _request(self, reading: Reading, closing: bool) -> Request:
        marks = [m.bookmark for m in manifests(self._name, reading.stream_name) if m.bookmark]
        window = reading.window
        return Request(
            reading.stream_name,
            reading.stream,
            window.read_from,
            None if closing and reading.stream.updated else window.end,
            marks[-1] if marks else "",
        )

    def _again(self, request: Request, read: Callable[[Request], Iterable[Page]]) -> str:
        return rows_of(request.stream, self._spool(request, read(request)).rows)

    def _spool(self, request: Request, pages: Iterable[Page]) -> Spooled:
        self._spools += 1
        file = self._scratch / f"{self._spools}.parquet"
        self._progress.begin(request.stream_name)
        with _understood(self._place(request)):
            spooled = spool(pages, file, self._progress, self._place(request))
        self._progress.end()
        return spooled

    def _place(self, request: Request) -> str:
        return f"source {self._name}, stream {request.stream_name}"


@contextmanager
def _understood(place: str) -> Iterator[None]:
    """Tell of an answer that a connector can make nothing of, and of no value that is in it."""
    try:
        yield
    except NOT_UNDERSTOOD as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        raise ClienteleError(
            "the system's answer has another shape than it should "
            f"({type(error).__name__} in {Path(at.filename).name}, line {at.lineno})",
            where=place,
            remedy="Nothing was landed; if it comes again, see whether the system has changed",
        ) from None


def _lister(reader: StreamReader, place: str) -> Callable[[Request], Iterable[Page]]:
    if reader.keys is None:
        raise ClienteleError(
            "the system cannot list its keys",
            where=f"{place}: deletions",
            remedy="Set deletions: ignore",
        )
    return reader.keys

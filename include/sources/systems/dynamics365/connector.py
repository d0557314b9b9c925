"""How an organisation is read: a session, and a reader for each of its tables."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from include.sources.connector import Access, StreamReader
from include.sources.paged import paged
from include.sources.systems.dynamics365.reading import TableReader
from include.sources.systems.dynamics365.session import Session
from include.sources.systems.dynamics365.tables import TABLES


@contextmanager
def open_session(access: Access) -> Iterator[Mapping[str, StreamReader]]:
    """Open a session and return a reader for every table, by its entity set."""
    session = Session(access)
    try:
        yield {
            name: StreamReader(reader.read, reader.keys, reader.probe)
            for name, table in TABLES.items()
            for reader in [TableReader(session, table, access.options)]
        }
    finally:
        session.close()


READER = paged(open_session)

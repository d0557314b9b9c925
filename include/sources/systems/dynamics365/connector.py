"""The streams of an organisation: its tables, each with its reader."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from include.sources.connector import Access, StreamReader
from include.sources.paged import paged
from include.sources.systems.dynamics365.organisation import Organisation
from include.sources.systems.dynamics365.reading import TableReader
from include.sources.systems.dynamics365.steps import in_each_step
from include.sources.systems.dynamics365.tables import TABLES


@contextmanager
def open_session(access: Access) -> Iterator[Mapping[str, StreamReader]]:
    """Open an organisation and return a reader for every table, by its entity set."""
    organisation = Organisation(access)
    try:
        yield {
            name: StreamReader(
                reader.read,
                reader.keys,
                reader.probe,
                partial(in_each_step, organisation) if name == "opportunities" else tuple,
                reader.fields,
            )
            for name, table in TABLES.items()
            for reader in [TableReader(organisation, table, access.options)]
        }
    finally:
        organisation.close()


READER = paged(open_session)

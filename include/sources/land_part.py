"""Land what was fetched of a stream: its rows, and then what is no longer there."""

from dataclasses import replace

from include.company import Company
from include.landing.batches import BatchManifest
from include.landing.deletions import land_gone, returned_keys
from include.landing.land import land, remember
from include.landing.verdicts import BATCH, open_batch
from include.quality.contract import contract_of
from include.sources.config import Source
from include.sources.fetch import Fetched, fetch_all
from include.sources.mapping import bind, quoted_name
from include.sources.reading import OpenSource, Part


def land_part(
    company: Company, source: Source, opened: OpenSource, fetched: Fetched, closing: bool
) -> list[BatchManifest]:
    """Land a part's rows as one batch and, as another, the keys that are gone.

    The bookmark goes with the last of them, so that it never stands past what is not landed.
    """
    part, reading = fetched.part, fetched.reading
    tells = bool(part.deleted) or part.is_complete
    columns, batch = _land_rows(company, source, opened, fetched, "" if tells else part.bookmark)
    if tells:
        told = replace(reading, bookmark=part.bookmark)
        relation, but = (part.relation, "except") if part.is_complete else (part.deleted, "")
        gone = land_gone(opened.database, relation, columns, told, company.quality, but)
        return [batch, *(gone or [remember(told)])]
    if closing and reading.stream.deletions == "sweep":
        return [batch, *_sweep(company, source, opened, fetched, columns)]
    return [batch]


def _land_rows(
    company: Company, source: Source, opened: OpenSource, fetched: Fetched, bookmark: str
) -> tuple[dict[str, str], BatchManifest]:
    reading, database = replace(fetched.reading, bookmark=bookmark), opened.database
    columns = open_batch(database, str(fetched.file))
    bound = bind(database, BATCH, reading.source, source, company.zone, reading.stream_name)
    contract = contract_of(
        database, BATCH, columns, reading.stream, reading.zone, bound, company.dictionary
    )
    return columns, land(database, fetched.file, columns, reading, contract, company.quality)


def _sweep(
    company: Company,
    source: Source,
    opened: OpenSource,
    fetched: Fetched,
    columns: dict[str, str],
) -> list[BatchManifest]:
    """Land what is gone and, whenever it changed, what was gone and is there again."""
    part, reading, database = fetched.part, fetched.reading, opened.database
    there = part.keys() if part.keys else part.relation
    landed = land_gone(database, there, columns, reading, company.quality, "except")
    back = returned_keys(database, there, reading)
    if back is None:
        return landed
    names = ", ".join(map(quoted_name, reading.stream.key))
    rows = part.whole() if part.whole else part.relation
    again = Part(f"(from {rows} semi join ({back}) using ({names}))", part.name)
    return [
        *landed,
        _land_rows(company, source, opened, fetch_all(database, again, reading), "")[1],
    ]

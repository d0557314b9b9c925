"""Find the fields that company.yml names and the system's rows do not hold.

SQL over `payload` gives null for a name that is not there, in every row and without a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from include.errors import ClienteleError, Finding, Note
from include.sources.config import Source, SystemSource
from include.sources.config_types import listed
from include.sources.reading import OpenSource
from include.sources.registry import system_of
from include.sources.shipped import shipped_in
from include.sources.spool import fields_at, fields_in

MOST_NEAREST = 3
_RELATION = re.compile(r"\b(?:from|join)\s+(\w+)(?:\s+as)?(?:\s+(\w+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """A field of a stream's rows that the source names, and where; one that is shipped, or not."""

    stream: str
    field: str
    place: str
    is_shipped: bool = False


def absent(name: str, source: Source, opened: OpenSource) -> Iterator[Finding]:
    """Yield each field that is said and that the rows lack, where the system tells what they hold.

    What a connector ships, and some systems lack, is a note: the rows are read without it.
    """
    # asked once a stream, however many of its fields are said
    held_by = cache(lambda stream: opened.fields(stream, source.streams[stream]))
    for said in dict.fromkeys(_said(source)) if isinstance(source, SystemSource) else ():
        held = held_by(said.stream)
        if held and not held.get(said.field):
            yield _finding(name, said, held)


def _finding(name: str, said: Said, held: dict[str, bool]) -> Finding:
    place = f"company.yml: sources.{name}.{said.place}"
    if said.field in held:
        return ClienteleError(
            f"the field '{said.field}' is not read, so it is empty in every row",
            where=place,
            remedy=f"Name it under streams.{said.stream}.fields too",
        )
    what = f"rows of {said.stream} have no field '{said.field}'"
    close = get_close_matches(said.field, held, MOST_NEAREST)
    nearest = f"nearest {'are' if len(close) > 1 else 'is'} {', '.join(close) or 'none'}"
    if said.is_shipped:
        remedy = f"It stays empty, unless `fields` names another; {nearest}"
        return Note(what, where=place, remedy=remedy)
    return ClienteleError(what, where=place, remedy=f"Write another; {nearest}")


def _said(source: SystemSource) -> Iterator[Said]:
    """Yield the fields that company.yml names: in options, in streams, in views, in mappings."""
    shipped = shipped_in(system_of(source.kind).folder)
    options = {value: f"options.{name}" for name, value in source.options if isinstance(value, str)}
    for said in (
        *_in_streams(source, shipped),
        *_in_views(source, shipped),
        *_in_entities(source, shipped),
    ):
        yield replace(said, place=options.get(said.field, said.place))


def _in_streams(source: SystemSource, shipped: dict) -> Iterator[Said]:
    for name, stream in source.streams.items():
        known = shipped["streams"][name].get("fields", {})
        known = known if isinstance(known, dict) else {column: column for column in known}
        for column, text in getattr(stream, "fields", {}).items():
            for each in fields_at(text):
                place = f"streams.{name}.fields.{column}"
                yield Said(name, each, place, is_shipped=known.get(column) == text)


def _in_views(source: SystemSource, shipped: dict) -> Iterator[Said]:
    for name, sql in source.views.items():
        if shipped.get("views", {}).get(name) != sql:
            relations = _RELATION.findall(sql)
            aliases = {alias: relation for relation, alias in relations}
            streams = [relation for relation, _ in relations if relation in source.streams]
            owners = aliases | {each: each for each in streams}
            if len(streams) == 1:
                owners[""] = streams[0]
            for owner, field in fields_in(sql):
                if owners.get(owner) in source.streams:
                    yield Said(owners[owner], field, f"views.{name}")


def _in_entities(source: SystemSource, shipped: dict) -> Iterator[Said]:
    mapped = (mapping for each in shipped["entities"].values() for mapping in listed(each))
    texts = {
        text
        for mapping in mapped
        for text in _texts(mapping["columns"], mapping.get("where")).values()
    }
    for entity, mappings in source.entities.items():
        for mapping in mappings:
            if mapping.stream in source.streams:
                for part, sql in _texts(mapping.columns, mapping.where).items():
                    if sql not in texts:
                        place = f"entities.{entity}.{part}"
                        yield from (Said(mapping.stream, each, place) for _, each in fields_in(sql))


def _texts(columns: dict[str, str], where: str | None) -> dict[str, str]:
    """Return the texts of a mapping by the place where each stands."""
    return {f"columns.{name}": sql for name, sql in columns.items()} | {"where": where or ""}

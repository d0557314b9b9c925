"""Say what `only` costs: what a stream that is read would serve, were its companions read too."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from include.company import Company
from include.errors import Note
from include.sources.config import Source, SystemSource
from include.sources.registry import system_of
from include.sources.shipped import shipped_in, with_shipped


def left_out(company: Company) -> Iterator[Note]:
    """Yield a note for each entity that a source ships and that `only` keeps it from serving.

    What needs no stream that is read is left out on purpose, and is not told.
    """
    for name, source in company.enabled_sources.items():
        if isinstance(source, SystemSource) and source.only:
            for entity, missing in _unserved(source):
                streams = ", ".join(missing)
                yield Note(
                    f"{entity} is not served, or not wholly, without {streams}",
                    where=f"company.yml: sources.{name}.only",
                    remedy=f"Name {streams} too, or map it from what is read, "
                    f"see docs/sources/{source.kind}.md",
                )


def readable(name: str, source: Source, sampled: Iterable[str]) -> Iterator[Note]:
    """Yield a note that tells how to read what can be read, where some of a system can not.

    None where the rest would serve nothing without what is missing.
    """
    streams = [stream for stream in source.streams if stream in sampled]
    if isinstance(source, SystemSource) and 0 < len(streams) < len(source.streams):
        options = source.options.model_dump()
        try:
            with_shipped({"kind": source.kind, "only": streams, "options": options})
        except ValueError:
            return
        yield Note(
            f"{len(streams)} of {len(source.streams)} streams can be read",
            where=f"company.yml: sources.{name}",
            remedy=f"`only: [{', '.join(streams)}]` reads them and leaves the others out",
        )


def _unserved(source: SystemSource) -> Iterator[tuple[str, list[str]]]:
    shipped = shipped_in(system_of(source.kind).folder)
    for entity, mappings in shipped["entities"].items():
        froms = {each["from"] for each in (mappings if isinstance(mappings, list) else [mappings])}
        missing = {
            stream
            for relation in froms - {*source.streams, *source.views}
            if _main(relation, shipped) in source.streams
            for stream in _needed(relation, shipped) - set(source.streams)
        }
        if missing and not _is_own(source, entity, froms):
            yield entity, [stream for stream in shipped["streams"] if stream in missing]


def _needed(relation: str, shipped: Mapping[str, Any]) -> set[str]:
    """Return the streams that a stream or view is made of."""
    if relation in shipped["streams"]:
        return {relation}
    named = _named(shipped["views"][relation], shipped, r"\b%s\b")
    return set().union(*(_needed(each, shipped) for each in named if each != relation))


def _main(relation: str, shipped: Mapping[str, Any]) -> str:
    """Return the stream whose rows a view is about: the last that it selects from."""
    while relation not in shipped["streams"]:
        relation = _named(shipped["views"][relation], shipped, r"\bfrom\s+%s\b")[-1]
    return relation


def _named(sql: str, shipped: Mapping[str, Any], pattern: str) -> list[str]:
    """Return the streams and views that SQL names, in the order in which it last does."""
    there = (*shipped["streams"], *shipped.get("views", {}))
    last = {name: [at.start() for at in re.finditer(pattern % name, sql)] for name in there}
    return sorted((name for name in there if last[name]), key=lambda name: last[name][-1])


def _is_own(source: Source, entity: str, shipped: set[str]) -> bool:
    """Say whether company.yml maps an entity itself, from something else."""
    served = {mapping.stream for mapping in source.entities.get(entity, ())}
    return bool(served) and not served & shipped

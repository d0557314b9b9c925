"""Say what `only` costs: what a stream that is read would serve, were its companions read too."""

from collections.abc import Iterable, Iterator

from include.company import Company
from include.errors import Note
from include.sources.config import Source, SystemSource
from include.sources.config_types import listed
from include.sources.needs import main_stream, needed
from include.sources.registry import system_of
from include.sources.shipped import shipped_in, with_shipped


def left_out(company: Company) -> Iterator[Note]:
    """Yield a note for each entity that a source ships and that `only` keeps it from serving.

    What needs no stream that is read is left out on purpose, and is not told; but for the stages of
    deals, where there are funnels and no source tells of them.
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
            yield from _without_stages(company, name, source)


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


def _without_stages(company: Company, name: str, source: SystemSource) -> Iterator[Note]:
    """Yield a note when a source that ships the stages of deals serves deals without them."""
    shipped = shipped_in(system_of(source.kind).folder)
    served = {entity for each in company.enabled_sources.values() for entity in each.entities}
    ships = listed(shipped["entities"].get("deal_stage_event", ()))
    if company.funnels and ships and "deal" in source.entities and "deal_stage_event" not in served:
        streams, views = shipped["streams"], shipped["views"]
        there = {each for mapping in ships for each in needed(mapping["from"], streams, views)}
        missing = ", ".join(each for each in streams if each in there - {*source.streams})
        if missing:
            yield Note(
                "deals are served without their stages, so none is in a funnel",
                where=f"company.yml: sources.{name}.only",
                remedy=f"Name {missing} too",
            )


def _unserved(source: SystemSource) -> Iterator[tuple[str, list[str]]]:
    shipped = shipped_in(system_of(source.kind).folder)
    streams, views = shipped["streams"], shipped["views"]
    for entity, mappings in shipped["entities"].items():
        froms = {each["from"] for each in listed(mappings)}
        missing = {
            each
            for relation in froms - {*source.streams, *source.views}
            if main_stream(relation, streams, views) in source.streams
            for each in needed(relation, streams, views)
            if each not in source.streams
        }
        if missing and not _is_own(source, entity, froms):
            yield entity, [stream for stream in streams if stream in missing]


def _is_own(source: Source, entity: str, shipped: set[str]) -> bool:
    """Say whether company.yml maps an entity itself, from something else."""
    served = {mapping.stream for mapping in source.entities.get(entity, ())}
    return bool(served) and not served & shipped

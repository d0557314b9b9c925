"""Hold the stages that sources name against the funnels of company.yml.

A stage that no funnel has is no error of a night: its events go to quarantine, or into no funnel,
and all is green. So it is said before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from include.company import Company
from include.errors import ClienteleError, Note
from include.sources.mapping import Mapped, bind, with_typed_fields
from include.sources.reading import OpenSource
from include.sources.views import view_relation

MOST_ROWS = 10_000  # of a table, a file or a view; a system is asked for the stages that it knows
MOST_NAMES = 20


@dataclass
class Named:
    """What a source's deals name: the funnel of each deal, and its entries into stages."""

    funnels: dict[str, str | None] = field(default_factory=dict)
    entries: list[tuple[str, str, str | None]] = field(default_factory=list)

    @property
    def stages(self) -> dict[str, None]:
        """The stages, in the order in which they were found."""
        return {stage: None for _, _, stage in self.entries if stage}


def named_by(
    company: Company, source_name: str, opened: OpenSource, sampled: Mapping[str, str]
) -> Named:
    """Return what the mappings make of the sampled rows, `MOST_ROWS` of each relation at most.

    Rows without a deal are left out: quarantine tells of them.
    """
    named = Named()
    for mapped, relation in _mapped(company, source_name, opened, sampled):
        typed = with_typed_fields(opened.database, relation, mapped, "_0_")
        rows = f"from ({typed}) where {mapped.condition} and _0_deal_id is not null"
        if mapped.entity.name == "deal":
            query = f"select _0_deal_id, _0_funnel_id {rows}"
            named.funnels |= dict(opened.database.execute(query).fetchall())
        else:
            query = f"select _0_event_id, _0_deal_id, _0_stage {rows}"
            named.entries += opened.database.execute(query).fetchall()
    return named


def _mapped(
    company: Company, source_name: str, opened: OpenSource, sampled: Mapping[str, str]
) -> Iterator[tuple[Mapped, str]]:
    """Yield the mappings of deals and of their stages, each with a relation of sampled rows.

    A view is cut, not the streams that it reads: cut streams joined would lack what is there.
    """
    source = company.sources[source_name]
    wanted = ("deal", "deal_stage_event")
    streams = {each.stream for entity in wanted for each in source.entities.get(entity, ())}
    for stream in sorted(streams):
        if stream in source.views:
            cut = f"select * from ({source.views[stream]}\n) limit {MOST_ROWS}"
            few = source.model_copy(update={"views": source.views | {stream: cut}})
            relation = view_relation(opened.database, source_name, few, stream, sampled)
        elif stream in sampled:
            relation = f"(select *, '' as _row_key {sampled[stream]} limit {MOST_ROWS})"
        else:
            relation = None
        if relation is not None:
            bound = bind(opened.database, relation, source_name, source, company.zone, stream)
            yield from ((each, relation) for each in bound if each.entity.name in wanted)


def misnamed(company: Company, source_name: str, named: Named) -> list[ClienteleError]:
    """Return what of a source's stages and funnels company.yml does not know."""
    place = f"company.yml: sources.{source_name}.entities"
    return [
        *_without_stage(named, f"{place}.deal_stage_event.columns.stage"),
        *_unknown_stages(company, named, f"{place}.deal_stage_event.columns.stage"),
        *_unknown_funnels(company, named, f"{place}.deal.columns.funnel_id"),
        *_foreign_stages(company, named, f"{place}.deal.columns.funnel_id"),
    ]


def _without_stage(named: Named, place: str) -> Iterator[ClienteleError]:
    nameless = {event or f"deal {deal}": None for event, deal, stage in named.entries if not stage}
    if nameless:
        yield ClienteleError(
            f"the mapping makes no stage of {_listed(nameless)}",
            where=place,
            remedy="Let it give a stage of a funnel for each, or leave their rows out by `where`; "
            "else their events count nowhere",
        )


def _unknown_stages(company: Company, named: Named, place: str) -> Iterator[ClienteleError]:
    known = company.dictionary["stages"]
    unknown = [stage for stage in named.stages if stage not in known]
    if unknown:
        yield ClienteleError(
            f"no funnel has the stages {_listed(unknown)}",
            where=place,
            remedy=f"Name them under `funnels`, as in `stages: [{_listed(unknown)}]` or `lost`, or "
            f"let the mapping turn them into {_listed(known)}, or leave their rows out by `where`; "
            "else their events count nowhere",
        )


def _unknown_funnels(company: Company, named: Named, place: str) -> Iterator[ClienteleError]:
    known = company.dictionary["funnels"]
    unknown = {each: None for each in named.funnels.values() if each and each not in known}
    if unknown:
        yield ClienteleError(
            f"there is no funnel {_listed(unknown)}",
            where=place,
            remedy=f"Name it under `funnels`, or let the mapping give {' or '.join(known)}",
        )


def _foreign_stages(company: Company, named: Named, place: str) -> Iterator[ClienteleError]:
    """Yield what is a stage, but none of the funnel in which its deal is."""
    first = next(iter(company.funnels), None)
    own = {
        name: {each.id for each in (*funnel.stages, *funnel.lost)}
        for name, funnel in company.funnels.items()
    }
    known = set().union(*own.values())
    foreign: dict[str, dict[str, None]] = {}
    for _, deal, stage in named.entries:
        funnel = named.funnels[deal] or first if deal in named.funnels else None
        if stage in known - own.get(funnel, known):
            foreign.setdefault(funnel, {})[stage] = None
    for name, stages in foreign.items():
        yield ClienteleError(
            f"deals of the funnel {name} come to {_listed(stages)}, stages of another funnel",
            where=place,
            remedy="Let the mapping give each deal its funnel; else these events count nowhere",
        )


def unvisited(company: Company, named: Mapping[str, Named]) -> list[Note]:
    """Return the stages of funnels that no source has; nothing while some source tells of none."""
    serving = [
        name
        for name, source in company.enabled_sources.items()
        if "deal_stage_event" in source.entities
    ]
    if not serving or not all(name in named and named[name].stages for name in serving):
        return []
    there = {stage for each in named.values() for stage in each.stages}
    missing = [stage for stage in company.dictionary["stages"] if stage not in there]
    if not missing:
        return []
    return [
        Note(
            f"no source is seen to have the stages {_listed(missing)}",
            where="company.yml: funnels",
            remedy="Correct them if a source spells them otherwise; leave them if no deal has come "
            "there yet",
        )
    ]


def _listed(names: object) -> str:
    listed = list(names)
    more = f" and {len(listed) - MOST_NAMES} more" if len(listed) > MOST_NAMES else ""
    return ", ".join(listed[:MOST_NAMES]) + more

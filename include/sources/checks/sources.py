"""Ask every source, before anything runs, whether it can be read and whether its mapping fits."""

from collections.abc import Callable

import duckdb

from include.company import Company
from include.errors import ClienteleError, Finding, UnreachableError
from include.sources.checks.fields import absent
from include.sources.checks.only import left_out, readable
from include.sources.checks.stages import Named, misnamed, named_by, unvisited
from include.sources.mapping import bind, describe
from include.sources.reading import OpenSource, nothing, reader_of
from include.sources.views import view_relation

_LOOK = "Look whether it is there, and whether who is connected may read it"


def check_sources(company: Company, progress: Callable[[str], None] = nothing) -> list[Finding]:
    """Return what is wrong with the enabled sources: connection, tables, files, columns, mapping.

    What works, but may not be meant, is a `Note`. Nothing is landed. Rows are read of the stages
    of deals, a few, and of files: the newest of a stream of appended files, else all of a stream.
    `progress` is told each source's name before it is asked.
    """
    found: list[Finding] = []
    named: dict[str, Named] = {}
    for name in company.enabled_sources:
        progress(name)
        found += _check_source(company, name, named)
    return [*found, *unvisited(company, named), *left_out(company)]


def _check_source(company: Company, name: str, named: dict[str, Named]) -> list[Finding]:
    """Check a source, and note in `named` the stages it tells of; each step needs those before."""
    source = company.sources[name]
    sampled: dict[str, str] = {}
    try:
        with reader_of(source.kind)(company, name, source) as opened:
            found = _check_streams(company, name, opened, sampled)
            found = found or _check_views(company, name, opened, sampled)
            return found or [
                *absent(name, source, opened),
                *_check_stages(company, name, opened, sampled, named),
            ]
    except ClienteleError as error:
        return [error]


def _check_streams(
    company: Company, name: str, opened: OpenSource, sampled: dict[str, str]
) -> list[Finding]:
    """Check stream after stream; what is wrong with all of them is told once."""
    found: dict[str, Finding] = {}
    for stream_name in company.sources[name].streams:
        for problem in _check_stream(company, name, opened, stream_name, sampled):
            found.setdefault(str(problem), problem)
            if isinstance(problem, UnreachableError):
                return list(found.values())
    if any(problem.where.startswith("company.yml") for problem in found.values()):
        return list(found.values())
    return [*found.values(), *readable(name, company.sources[name], sampled)]


def _check_stages(
    company: Company,
    name: str,
    opened: OpenSource,
    sampled: dict[str, str],
    named: dict[str, Named],
) -> list[ClienteleError]:
    """Check what deals name: the rows may show what the columns did not."""
    try:
        named[name] = named_by(company, name, opened, sampled)
    except duckdb.Error as error:
        reason = opened.explain(error).splitlines()[0]
        return [
            ClienteleError(
                f"the rows of deals cannot be read: {reason}",
                where=f"source {name}",
                remedy="Correct the mapping of `deal` and of `deal_stage_event`",
            )
        ]
    return misnamed(company, name, named[name])


def _check_stream(
    company: Company, name: str, opened: OpenSource, stream_name: str, sampled: dict[str, str]
) -> list[ClienteleError]:
    """Check a stream, and note in `sampled` what a view over it may be checked against."""
    source = company.sources[name]
    stream = source.streams[stream_name]
    place = f"source {name}, stream {stream_name}"
    try:
        for part in opened.sample(stream_name, stream):
            sampled.setdefault(stream_name, f"from {part.relation}")
            relation = f"(select *, '' as _row_key from {part.relation})"
            columns = describe(opened.database, f"select * from {part.relation}")
            _check_columns(columns, stream.key, f"{place}: key")
            _check_columns(columns, (stream.cursor,), f"{place}: updated or time")
            bind(opened.database, relation, name, source, company.zone, stream_name)
    except ClienteleError as error:
        return [error]
    except duckdb.Error as error:
        reason, *more = opened.explain(error).splitlines()
        remedy = next((line for line in more if line.startswith("Did you mean")), _LOOK)
        return [ClienteleError(f"the stream cannot be read: {reason}", where=place, remedy=remedy)]
    return []


def _check_views(
    company: Company, name: str, opened: OpenSource, sampled: dict[str, str]
) -> list[ClienteleError]:
    """Check the views over streams that are sound themselves."""
    source = company.sources[name]
    try:
        for view in source.views:
            relation = view_relation(opened.database, name, source, view, sampled)
            if relation is not None:
                bind(opened.database, relation, name, source, company.zone, view)
    except ClienteleError as error:
        return [error]
    return []


def _check_columns(columns: dict[str, str], wanted: tuple[str | None, ...], place: str) -> None:
    there = {column.lower() for column in columns}
    for column in wanted:
        if column is not None and column.lower() not in there:
            raise ClienteleError(
                f"the column '{column}' is not there",
                where=place,
                remedy=f"The stream has the columns {', '.join(columns)}",
            )

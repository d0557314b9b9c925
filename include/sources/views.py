"""Views of company.yml: relations over a source's streams, for what needs grouping or joining."""

from collections.abc import Mapping

import duckdb

from include.errors import ClienteleError
from include.sources.config import Source
from include.sources.mapping import describe, quoted_name
from include.sources.needs import needed

# a view's rows have no reading of their own: what is valid was chosen in the streams
_OWN = (
    "cast(null as TIMESTAMP) as _event_at, cast(null as TIMESTAMP) as _source_updated_at, "
    "false as _is_deleted"
)


def view_relation(
    database: duckdb.DuckDBPyConnection,
    source_name: str,
    source: Source,
    name: str,
    streams: Mapping[str, str],
) -> str | None:
    """Return a relation of a view's rows over the relations of the streams it names.

    None when a stream that it names is not there yet. Raises `ClienteleError` when the SQL does
    not fit the streams.
    """
    parts = needed(name, source.streams, source.views)
    if any(each in source.streams and each not in streams for each in parts):
        return None
    try:
        query = _with(database, {each: streams.get(each) or source.views[each] for each in parts})
        columns = describe(database, f"{query} from {quoted_name(name)}")
    except duckdb.Error as error:
        raise ClienteleError(
            f"the view's SQL does not fit the streams: {str(error).splitlines()[0]}",
            where=f"company.yml: sources.{source_name}.views.{name}",
            remedy="A view is one select over the source's streams",
        ) from error
    content = f"md5(cast(row({', '.join(map(quoted_name, columns))}) as VARCHAR))"
    key = f"{content} || '-' || row_number() over (partition by {content})"
    return f"({query} select *, {key} as _row_key, {_OWN} from {quoted_name(name)})"


def _with(database: duckdb.DuckDBPyConnection, parts: Mapping[str, str]) -> str:
    """Return the clause that names parts; each is parsed alone, so that none closes its bracket."""
    for sql in parts.values():
        database.extract_statements(sql)
    return "with " + ", ".join(f"{quoted_name(name)} as ({sql}\n)" for name, sql in parts.items())

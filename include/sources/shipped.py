"""What a connector ships, its streams and mapping, and what company.yml says instead of it."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter

from include.company_sections import Section
from include.sources.config_types import Names
from include.sources.registry import System, system_of


class _Said(BaseModel):
    """What must be of the right shape before it can be put before what is shipped."""

    only: Names = ()
    streams: dict[str, dict[str, Any] | None] | None = None
    views: dict[str, Any] | None = None
    entities: dict[str, Any] | None = None


def with_shipped(said: dict[str, Any]) -> dict[str, Any]:
    """Complete a source of company.yml with what its connector ships.

    Shipped expressions and views may name an option, as in `$zone`: it is written as an SQL
    literal. Raises `ValueError` for a stream that the system does not have.
    """
    _Said.model_validate(said)
    system = system_of(said["kind"])
    options = _under("options", system.options, said.get("options") or {})
    shipped = _with_options(_shipped(system.folder), options)
    streams = _streams(system, shipped["streams"], said)
    unread = set(shipped["streams"]) - set(streams)
    empty = {name: shipped["streams"][name].get("fields", ()) for name in unread}
    views = _readable(shipped.get("views", {}), empty) | (said.get("views") or {})
    left_out = {*shipped["streams"], *shipped.get("views", {})} - {*streams, *views}
    entities = shipped["entities"] | (said.get("entities") or {})
    return {
        **said,
        "options": options,
        "streams": streams,
        "views": views,
        "entities": {
            name: served
            for name, mappings in entities.items()
            if (served := _served(mappings, left_out))
        },
    }


@cache
def _shipped(folder: Path) -> dict[str, Any]:
    """Read mapping.yml; a view that ends in .sql is the text of the file beside it."""
    content = yaml.safe_load((folder / "mapping.yml").read_text(encoding="utf-8"))
    views = content.get("views", {})
    files = {name: folder / view for name, view in views.items() if view.endswith(".sql")}
    texts = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    return content | {"views": views | texts}


def _with_options(shipped: Any, options: Section) -> Any:
    """Write each option that a shipped text names into it."""
    if isinstance(shipped, dict):
        return {key: _with_options(value, options) for key, value in shipped.items()}
    if isinstance(shipped, list):
        return [_with_options(value, options) for value in shipped]
    if not isinstance(shipped, str):
        return shipped
    known = {name: _literal(value) for name, value in options.model_dump().items()}
    return Template(shipped).safe_substitute(known)


def _literal(value: Any) -> str:
    """Write a value as an SQL literal."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{_literal(key)}: {_literal(each)}" for key, each in value.items())
        return f"map {{{pairs}}}"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return "null" if value is None else "'" + str(value).replace("'", "''") + "'"


def _streams(system: System, shipped: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Return the streams that are read, what company.yml says of one before what is shipped."""
    own = said.get("streams") or {}
    only = said.get("only") or ()
    wanted = (only,) if isinstance(only, str) else tuple(only)
    unknown = sorted({*own, *wanted} - set(shipped))
    if unknown:
        raise ValueError(f"there is no stream {', '.join(unknown)}; there are {', '.join(shipped)}")
    read = {
        name: stream | (own.get(name) or {})
        for name, stream in shipped.items()
        if name in wanted or not wanted
    }
    return _under("streams", dict[str, system.stream], read)


def _under(key: str, kind: Any, value: Any) -> Any:
    """Validate what stands under a key, so that a mistake in it is told with the key."""
    return TypeAdapter(dict[str, kind]).validate_python({key: value})[key]


def _readable(views: dict[str, str], unread: dict[str, Iterable[str]]) -> dict[str, str]:
    """Return the views as they are without some streams, whose fields are given.

    A stream that is not read is to a view as one without rows; where its fields are not known,
    the view is left out, and so is one that stands on it.
    """
    left_out = {name for name, fields in unread.items() if not fields}
    while more := {
        name
        for name, view in views.items()
        if name not in left_out and any(_names(view, each) for each in left_out)
    }:
        left_out |= more
    return {
        name: _over_nothing(view, {each: unread[each] for each in unread if _names(view, each)})
        for name, view in views.items()
        if name not in left_out
    }


def _names(view: str, relation: str) -> bool:
    return re.search(rf"\b{relation}\b", view) is not None


def _over_nothing(view: str, unread: dict[str, Iterable[str]]) -> str:
    """Let a view find streams without rows under the names of those that are not read."""
    if not unread:
        return view
    empty = []
    for name, fields in unread.items():
        nulls = ", ".join(f'cast(null as VARCHAR) as "{each}"' for each in (*fields, "payload"))
        empty.append(f"{name} as (select {nulls} where false)")
    return f"with {', '.join(empty)} from (\n{view}\n)"


def _served(mappings: Any, left_out: set[str]) -> list[Any] | None:
    """Return the mappings whose stream or view is not left out; a wrong name is kept, and told."""
    if mappings is None:
        return None
    listed = mappings if isinstance(mappings, list) else [mappings]
    return [m for m in listed if not isinstance(m, dict) or str(m.get("from")) not in left_out]

"""What a connector ships, its streams and mapping, and what company.yml says instead of it."""

import re
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
    literal. A stream under `optional` is read when the option it stands under is true. Raises
    `ValueError` for a stream that the system does not have, or that is off.
    """
    _Said.model_validate(said)
    system = system_of(said["kind"])
    options = _under("options", system.options, said.get("options") or {})
    shipped = _with_options(shipped_in(system.folder), options)
    streams = _streams(system, shipped, said, options)
    unread = set(shipped["streams"]) - set(streams)
    views = _readable(shipped.get("views", {}), unread) | (said.get("views") or {})
    left_out = {*shipped["streams"], *shipped.get("views", {})} - {*streams, *views}
    entities = shipped["entities"] | (said.get("entities") or {})
    served = {name: _served(mappings, left_out) for name, mappings in entities.items()}
    if said.get("only") and _sources_of(served) <= {*streams, *views}:
        _check_each_serves(streams, shipped, views, served)
    return {
        **said,
        "options": options,
        "streams": streams,
        "views": views,
        "entities": {name: mappings for name, mappings in served.items() if mappings},
    }


@cache
def shipped_in(folder: Path) -> dict[str, Any]:
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


def _streams(
    system: System, shipped: dict[str, Any], said: dict[str, Any], options: Section
) -> dict[str, Any]:
    """Return the streams that are read, what company.yml says of one before what is shipped."""
    there, own, only = shipped["streams"], said.get("streams") or {}, said.get("only") or ()
    wanted = (only,) if isinstance(only, str) else tuple(only)
    unknown = sorted({*own, *wanted} - set(there))
    if unknown:
        raise ValueError(f"there is no stream {', '.join(unknown)}; there are {', '.join(there)}")
    off = _switched_off(shipped, options)
    mapped = _sources_of(
        {k: _served(each, set()) for k, each in (said.get("entities") or {}).items()}
    )
    for name in sorted({*own, *wanted, *mapped} & set(off)):
        raise ValueError(f"the stream {name} is off; options: {{{off[name]}: true}} reads it")
    read = {
        name: stream | (own.get(name) or {})
        for name, stream in there.items()
        if name not in off and (name in wanted or not wanted)
    }
    return _under("streams", dict[str, system.stream], read)


def _switched_off(shipped: dict[str, Any], options: Section) -> dict[str, str]:
    """Return the streams that are not read because of an option, each with the option."""
    return {
        stream: option
        for option, streams in shipped.get("optional", {}).items()
        for stream in streams
        if not getattr(options, option)
    }


def _under(key: str, kind: Any, value: Any) -> Any:
    """Validate what stands under a key, so that a mistake in it is told with the key."""
    return TypeAdapter(dict[str, kind]).validate_python({key: value})[key]


def _readable(views: dict[str, str], unread: set[str]) -> dict[str, str]:
    """Return the views that need no stream that is not read, nor a view that needs one."""
    left_out = set(unread)
    while more := {
        name
        for name, view in views.items()
        if name not in left_out and any(re.search(rf"\b{each}\b", view) for each in left_out)
    }:
        left_out |= more
    return {name: view for name, view in views.items() if name not in left_out}


def _check_each_serves(
    streams: dict[str, Any],
    shipped: dict[str, Any],
    views: dict[str, Any],
    served: dict[str, Any],
) -> None:
    """Refuse a stream that `only` names and that is read for nothing without its companions."""
    shipped_views, relations = shipped.get("views", {}), {**shipped["streams"]}
    for name in streams:
        users = [key for key, view in shipped_views.items() if re.search(rf"\b{name}\b", view)]
        is_used = any(each in views for each in users) or any(
            re.search(rf"\b{name}\b", str(text)) for text in (views, served)
        )
        if users and not is_used:
            own = [key for key in users if re.search(rf"\bfrom\s+{name}\b", shipped_views[key])]
            needed = {
                each
                for key in own or users
                for each in relations
                if each not in streams and re.search(rf"\b{each}\b", shipped_views[key])
            }
            raise ValueError(
                f"only: the stream {name} serves nothing without {', '.join(sorted(needed))}; "
                "name them too, or map its entity from the stream itself"
            )


def _sources_of(served: dict[str, list[Any] | None]) -> set[str]:
    """Return the names of the streams and views that the mappings read."""
    listed = (mapping for mappings in served.values() for mapping in mappings or ())
    return {str(mapping.get("from")) for mapping in listed if isinstance(mapping, dict)}


def _served(mappings: Any, left_out: set[str]) -> list[Any] | None:
    """Return the mappings whose stream or view is not left out; a wrong name is kept, and told."""
    if mappings is None:
        return None
    listed = mappings if isinstance(mappings, list) else [mappings]
    return [m for m in listed if not isinstance(m, dict) or str(m.get("from")) not in left_out]

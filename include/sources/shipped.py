"""What a connector ships, its streams and mapping, and what company.yml says instead of it."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, TypeAdapter

from include.company_sections import Section
from include.sources.config_types import Names, listed
from include.sources.needs import main_stream, mentions, needed
from include.sources.registry import System, system_of

Mappings = Annotated[tuple[dict[str, Any], ...], BeforeValidator(listed)]


class _Said(BaseModel):
    """What must be of the right shape before it can be put before what is shipped."""

    only: Names = ()
    streams: dict[str, dict[str, Any] | None] | None = None
    views: dict[str, str] | None = None
    entities: dict[str, Mappings | None] | None = None


def with_shipped(said: dict[str, Any]) -> dict[str, Any]:
    """Complete a source of company.yml with what its connector ships.

    Shipped expressions and views may name an option, as in `$zone`: it is written as an SQL
    literal. A stream under `optional` is read when the option it stands under is true. Raises
    `ValueError` for a stream or an entity that the system does not have, or what is off.
    """
    own = _Said.model_validate(said)
    system = system_of(said["kind"])
    options = _under("options", system.options, said.get("options") or {})
    shipped = _with_options(shipped_in(system.folder), options)
    streams = _streams(system, shipped, own, options)
    views = _readable(shipped, own, streams)
    left_out = {*shipped["streams"], *shipped["views"]} - {*streams, *views}
    entities = {name: listed(each) for name, each in shipped["entities"].items()}
    _check_left_out(own, entities, said["kind"])
    served = {
        name: [mapping for mapping in mappings if str(mapping.get("from")) not in left_out]
        for name, mappings in (entities | (own.entities or {})).items()
        if mappings
    }
    if own.only and _sources_of(served) <= {*streams, *views}:
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
    system: System, shipped: dict[str, Any], own: _Said, options: Section
) -> dict[str, Any]:
    """Return the streams that are read, what company.yml says of one before what is shipped."""
    there, said = shipped["streams"], own.streams or {}
    unknown = sorted({*said, *own.only} - set(there))
    if unknown:
        raise ValueError(f"there is no stream {', '.join(unknown)}; there are {', '.join(there)}")
    off = _switched_off(shipped, options)
    _check_on(off, shipped, own)
    read = {
        name: stream | (said.get(name) or {})
        for name, stream in there.items()
        if name not in off and (name in own.only or not own.only)
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


def _check_on(off: Mapping[str, str], shipped: dict[str, Any], own: _Said) -> None:
    """Refuse what company.yml says of a stream that is off, or of a view that needs one."""
    there, views = shipped["streams"], shipped["views"] | (own.views or {})
    said = {*(own.streams or {}), *own.only, *(own.views or {}), *_sources_of(own.entities or {})}
    for name in sorted(said & {*there, *views}):
        for each in needed(name, there, views):
            if each in off:
                told = f"{each} is" if name == each else f"{each}, which the view {name} needs, is"
                raise ValueError(f"the stream {told} off; options: {{{off[each]}: true}} reads it")


def _check_left_out(own: _Said, entities: Collection[str], kind: str) -> None:
    """Refuse null for what is not shipped: a misspelt entity would be served all the same."""
    for name, mappings in (own.entities or {}).items():
        if not mappings and name not in entities:
            raise ValueError(
                f"entities.{name} is no entity that {kind} serves; there are {', '.join(entities)}"
            )


def _under(key: str, kind: Any, value: Any) -> Any:
    """Validate what stands under a key, so that a mistake in it is told with the key."""
    return TypeAdapter(dict[str, kind]).validate_python({key: value})[key]


def _readable(shipped: dict[str, Any], own: _Said, read: Collection[str]) -> dict[str, str]:
    """Return the views of company.yml, and those shipped that need no stream that is not read."""
    there, said = shipped["streams"], own.views or {}
    views = shipped["views"] | said
    unread = set(there) - set(read)
    return {
        name: view
        for name, view in views.items()
        if name in said or unread.isdisjoint(needed(name, there, views))
    }


def _check_each_serves(
    streams: Collection[str],
    shipped: dict[str, Any],
    views: dict[str, str],
    served: dict[str, Any],
) -> None:
    """Refuse streams that `only` names and that are read for nothing without their companions."""
    there, shipped_views = shipped["streams"], shipped["views"]
    idle: list[str] = []
    missing: set[str] = set()
    for name in set(streams) - _sources_of(served):
        users = [key for key, view in shipped_views.items() if mentions(view, name)]
        if users and not any(key in users or mentions(views[key], name) for key in views):
            own = [key for key in users if main_stream(key, there, shipped_views) == name]
            idle.append(name)
            for key in own or users:
                missing |= set(needed(key, there, shipped_views)) & set(there) - set(streams)
    if idle:
        subject, verb = ("streams", "serve") if len(idle) > 1 else ("stream", "serves")
        raise ValueError(
            f"only: the {subject} {', '.join(sorted(idle))} {verb} nothing without "
            f"{', '.join(sorted(missing))}; name them too, or map an entity from the stream itself"
        )


def _sources_of(entities: Mapping[str, Any]) -> set[str]:
    """Return the names of the streams and views that the mappings of entities read."""
    there = [mapping for mappings in entities.values() for mapping in mappings or ()]
    return {str(mapping.get("from")) for mapping in there}

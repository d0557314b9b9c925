"""What a connector ships holds, whichever of its streams are read."""

import pytest

from include.sources.config import SystemSource
from include.sources.registry import system_of, systems
from include.sources.streams import SystemStream
from include.sources.views import view_relation
from include.warehouse import connect

OPTIONS = {"imap": {"own_domains": ["vesna.example"]}}
PATHS = {"web_events": {"hits": {"path": "hits/*.jsonl"}}}
JSON_SYSTEMS = [kind for kind in systems() if issubclass(system_of(kind).stream, SystemStream)]


def source_of(kind: str, **said: object) -> SystemSource:
    known = {"kind": kind, "connection": "x", "options": OPTIONS.get(kind, {})}
    return SystemSource.model_validate(known | {"streams": PATHS.get(kind, {})} | said)


def alone() -> list[tuple[str, str]]:
    return [(kind, stream) for kind in JSON_SYSTEMS for stream in source_of(kind).streams]


@pytest.mark.parametrize(("kind", "stream"), alone())
def test_a_stream_may_be_read_alone_and_every_view_finds_the_others_empty(kind, stream):
    whole, source = source_of(kind), source_of(kind, only=[stream])
    fields = (*source.streams[stream].fields, "payload")
    nulls = ", ".join(f'cast(null as VARCHAR) as "{name}"' for name in fields)

    with connect() as database:
        relations = {
            name: view_relation(database, "crm", source, name, {stream: f"select {nulls}"})
            for name in source.views
        }

    assert set(source.views) == set(whole.views)
    assert None not in relations.values()

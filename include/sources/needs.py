"""What a view is made of: the streams and views that its SQL names."""

import re
from collections.abc import Collection, Mapping
from functools import cache

# a comment, a text or a quoted name, whichever begins first: none is looked for inside another
_UNSAID = re.compile(r"""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|("(?:[^"]|"")*")""", re.DOTALL)


def mentions(sql: str, name: str) -> bool:
    """Say whether SQL names a relation; what stands in a comment or a text names none."""
    return name.lower() in _words(sql)


def needed(relation: str, streams: Collection[str], views: Mapping[str, str]) -> list[str]:
    """Return the streams and views that a stream or view is made of, and itself as the last.

    Each stands after those that it needs itself.
    """
    if relation in streams:
        return [relation]
    rest = {name: sql for name, sql in views.items() if name != relation}
    found: dict[str, None] = {}
    for name in (*streams, *rest):
        if name not in found and mentions(views[relation], name):
            found |= dict.fromkeys(needed(name, streams, rest))
    return [*found, relation]


def main_stream(relation: str, streams: Collection[str], views: Mapping[str, str]) -> str:
    """Return the stream whose rows a view is about: the last that it selects from."""
    while relation not in streams:
        froms = re.findall(r"\bfrom\s+(\w+)", _code(views[relation]))
        relation = [name for name in froms if name in (*streams, *views)][-1]
    return relation


@cache
def _words(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", _code(sql).lower()))


def _code(sql: str) -> str:
    return _UNSAID.sub(lambda found: found[1] or " ", sql)

"""Parameters as PHP reads them: brackets make lists and maps, `$result[…]` an earlier answer."""

import re
from typing import Any
from urllib.parse import parse_qsl

_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_REFERENCE = re.compile(r"\$result((?:\[[^\[\]]+\])+)")


def parse_query(text: str) -> dict[str, Any]:
    """Read `filter[>id]=3&select[]=id` as the map PHP would make of it."""
    whole: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found = _KEY.match(name)
        if found:
            _put(whole, [found[1], *_BRACKET.findall(found[2])], value)
    return {key: as_php(value) for key, value in whole.items()}


def as_php(value: Any) -> Any:
    """Return a map whose keys are 0, 1, 2 … as the list it is to PHP."""
    if not isinstance(value, dict):
        return value
    made = {key: as_php(each) for key, each in value.items()}
    return list(made.values()) if list(made) == [str(n) for n in range(len(made))] else made


def filled(value: Any, results: dict[str, Any]) -> Any:
    """Return a value with every `$result[…]` replaced; what is not there becomes empty text."""
    if isinstance(value, dict):
        return {key: filled(each, results) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, results) for each in value]
    if not isinstance(value, str):
        return value
    return _REFERENCE.sub(lambda found: _looked_up(_BRACKET.findall(found[1]), results), value)


def _put(target: dict[str, Any], path: list[str], value: str) -> None:
    *steps, last = [str(step) for step in path]
    for step in steps:
        inner = target.setdefault(step or str(len(target)), {})
        if not isinstance(inner, dict):
            return
        target = inner
    target[last or str(len(target))] = value


def _looked_up(path: list[str], results: Any) -> str:
    for step in path:
        if isinstance(results, list):
            results = results[int(step)] if step.isdigit() and int(step) < len(results) else None
        elif isinstance(results, dict):
            results = results.get(step)
    return "" if results is None or isinstance(results, dict | list) else str(results)

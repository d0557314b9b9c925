"""How a list method selects, orders and cuts: the filter language of the portal."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sandbox.systems.bitrix24.errors import bad_argument

Row = dict[str, Any]
Condition = Callable[[Row], bool]

_PREFIXES = ("!=", "!@", "!%", "><", ">=", "<=", "=%", "%=", "!", ">", "<", "=", "@", "%")


def condition_of(asked: Any, fields: set[str]) -> Condition:
    """Return what a filter asks of a row; `INVALID_ARG_VALUE` when a field is not known."""
    if isinstance(asked, list):
        asked = {str(number): each for number, each in enumerate(asked)}
    if not isinstance(asked, dict):
        return lambda row: True
    joins_by_or = str(asked.get("logic", "AND")).upper() == "OR"
    parts = [_part(key, value, fields) for key, value in asked.items() if key != "logic"]
    if joins_by_or:
        return lambda row: any(part(row) for part in parts)
    return lambda row: all(part(row) for part in parts)


def ordered(rows: Iterable[Row], order: Any, fallback: str) -> list[Row]:
    """Return rows in the order asked for; the last named field decides least."""
    asked = order if isinstance(order, dict) and order else {fallback: "ASC"}
    found = list(rows)
    for field, way in reversed(list(asked.items())):
        found.sort(key=lambda row: _sortable(row.get(field)), reverse=str(way).upper() == "DESC")
    return found


def split(key: str) -> tuple[str, str]:
    """Return the operator and the field of a filter's key: `>=id` is (`>=`, `id`)."""
    for prefix in _PREFIXES:
        if key.startswith(prefix):
            return prefix, key.removeprefix(prefix)
    return "", key


def _part(key: str, value: Any, fields: set[str]) -> Condition:
    if isinstance(value, dict) and key.isdigit():
        return condition_of(value, fields)
    operator, field = split(key)
    if field not in fields:
        raise bad_argument(f"Invalid filter: field '{field}' is not allowed in filter")
    test = _TESTS[operator]
    wanted = [comparable(each) for each in value] if isinstance(value, list) else comparable(value)
    named = frozenset(wanted) if isinstance(wanted, list) else frozenset()
    if isinstance(wanted, list) and operator in ("", "=", "@"):
        return lambda row: comparable(row.get(field)) in named
    if isinstance(wanted, list) and operator in ("!", "!=", "!@"):
        return lambda row: comparable(row.get(field)) not in named
    return lambda row: test(comparable(row.get(field)), wanted)


def _in_order(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Compare what can be compared; empty text stands for nothing, which a number reads as 0."""

    def compared(own: Any, wanted: Any) -> bool:
        if isinstance(own, float) and wanted == "":
            wanted = 0.0
        return type(own) is type(wanted) and test(own, wanted)

    return compared


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda own, wanted: own == wanted,
    "=": lambda own, wanted: own == wanted,
    "@": lambda own, wanted: own == wanted,
    "!": lambda own, wanted: own != wanted,
    "!=": lambda own, wanted: own != wanted,
    "!@": lambda own, wanted: own != wanted,
    ">": _in_order(lambda own, wanted: own > wanted),
    ">=": _in_order(lambda own, wanted: own >= wanted),
    "<": _in_order(lambda own, wanted: own < wanted),
    "<=": _in_order(lambda own, wanted: own <= wanted),
    "%": lambda own, wanted: str(wanted).lower() in str(own).lower(),
    "=%": lambda own, wanted: str(wanted).strip("%").lower() in str(own).lower(),
    "%=": lambda own, wanted: str(wanted).strip("%").lower() in str(own).lower(),
    "!%": lambda own, wanted: str(wanted).lower() not in str(own).lower(),
    "><": lambda own, wanted: wanted[0] <= own <= wanted[1],
}


def comparable(value: Any) -> Any:
    """Return a value as a number, a moment or text, whichever it is."""
    if value is None or isinstance(value, dict | list):
        return ""
    return _read(str(value))


@lru_cache(maxsize=500_000)
def _read(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        pass
    if len(text) >= 10 and text[4:5] == "-":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        return moment.timestamp()
    return text


def _sortable(value: Any) -> tuple[bool, float, str]:
    found = comparable(value)
    return (isinstance(found, str), 0.0, found) if isinstance(found, str) else (False, found, "")

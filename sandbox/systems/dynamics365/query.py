"""What a request asks for: OData's options and the preferences, read as far as the vendor does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import unquote_plus

from sandbox.systems.dynamics365.errors import ApiError, unknown_property
from sandbox.systems.dynamics365.state import Ref, Row
from sandbox.systems.dynamics365.tables import Table

LARGEST_PAGE = 5000
KNOWN = {
    *("$select", "$filter", "$orderby", "$count", "$top", "$expand", "$apply"),
    *("$skiptoken", "$deltatoken"),
}
_COMPARISON = re.compile(r"\s*([\w]+) (eq|ne|ge|gt|le|lt) ('(?:[^']|'')*'|[^\s]+)\s*", re.I)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "le": lambda a, b: a <= b,
    "lt": lambda a, b: a < b,
}
_CONSTANTS = {"null": None, "true": True, "false": False}


@dataclass(frozen=True)
class Preferences:
    """What the header Prefer says."""

    page_size: int
    annotations: str
    is_tracking: bool

    def wants(self, annotation: str) -> bool:
        """Return whether answers are to hold an annotation."""
        return self.annotations == "*" or annotation in self.annotations.split(",")


def preferences(header: str) -> Preferences:
    """Read the header Prefer; a page holds 5,000 rows at most."""
    size = re.search(r"odata\.maxpagesize=(\d+)", header)
    annotations = re.search(r'odata\.include-annotations="([^"]*)"', header)
    return Preferences(
        min(int(size[1]), LARGEST_PAGE) if size else LARGEST_PAGE,
        annotations[1] if annotations else "",
        "odata.track-changes" in header,
    )


def options(raw_query: str) -> dict[str, str]:
    """Return the options of a query string; one that the Web API does not have is refused."""
    pairs = [part.partition("=") for part in raw_query.split("&") if part]
    said = {unquote_plus(name): unquote_plus(value) for name, _, value in pairs}
    for name in said:
        if name not in KNOWN:
            what = "The query parameter $skip is not supported" if name == "$skip" else name
            raise ApiError(400, "0x80060888", f"{what}: bad query option")
    return said


def selected(table: Table, option: str | None) -> list[str]:
    """Return the properties asked for: all, unless `$select` names some."""
    if not option:
        return list(table.properties)
    names = [name.strip() for name in option.split(",")]
    for name in names:
        _known(table, name)
    return names


def condition(table: Table, option: str | None) -> Callable[[Row], bool]:
    """Return what `$filter` lets through: comparisons joined by `and`."""
    tests = [_comparison(table, part) for part in re.split(r"\s+and\s+", option)] if option else []
    return lambda row: all(test(row) for test in tests)


def order(table: Table, option: str | None) -> list[tuple[str, bool]]:
    """Return the columns of `$orderby` with whether each falls; the key makes the order whole."""
    said = [part.split() for part in option.split(",")] if option else []
    columns = [(_known(table, name[0]), name[-1].lower() == "desc") for name in said]
    return columns if (table.key, False) in columns else [*columns, (table.key, False)]


def value_of(row: Row, table: Table, name: str) -> Any:
    """Return what a property of a row is worth in a comparison."""
    value = row.get(table.properties[name].name)
    return value.id if isinstance(value, Ref) else value


def _known(table: Table, name: str) -> str:
    if name not in table.properties:
        raise unknown_property(name, table.logical)
    return name


def _comparison(table: Table, text: str) -> Callable[[Row], bool]:
    found = _COMPARISON.fullmatch(text)
    if not found:
        raise ApiError(400, "0x80060888", f"Syntax error in '{text}' of $filter")
    name, operator, wanted = _known(table, found[1]), found[2].lower(), _constant(found[3])

    def holds(row: Row) -> bool:
        value = value_of(row, table, name)
        if operator not in ("eq", "ne") and (value is None or wanted is None):
            return False
        return _COMPARE[operator](*_alike(value, wanted))

    return holds


def _alike(value: Any, wanted: Any) -> tuple[Any, Any]:
    """Bring both sides to one type: a day is its midnight, and what is no moment is text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(wanted, datetime) and value is not None and not isinstance(value, datetime):
        return str(value), wanted.isoformat()
    return value, wanted


def _constant(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
    except ValueError:
        return text

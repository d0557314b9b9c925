"""How a collection is asked for: filtered, sorted, a page of it, and only some of its fields."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sandbox.systems.mailchimp.errors import Problem

Row = dict[str, Any]
Query = Mapping[str, str]
MOST_ROWS = 1000
USUAL_ROWS = 10
FIELD_PARAMETERS = ("fields", "exclude_fields")


def page_of(name: str, rows: list[Row], query: Query, miscounts: int = 0, **more: str) -> Row:
    """Return a page of rows that are filtered and sorted already, as Mailchimp wraps it."""
    count, offset = _number(query, "count", USUAL_ROWS), _number(query, "offset", 0)
    if count > MOST_ROWS:
        raise Problem(400, "Invalid Resource", f"count must not be more than {MOST_ROWS}")
    body = {
        name: rows[offset : offset + count],
        "total_items": max(0, len(rows) + miscounts),
        "_links": [{"rel": "self", "method": "GET"}],
        **more,
    }
    return _cut(body, query)


def newer(rows: Iterable[Row], key: str, since: str | None, before: str | None) -> list[Row]:
    """Return the rows whose moment lies after `since` and before `before`, both left out.

    Rows whose moment cannot be read are told always.
    """
    first, last = _moment(since), _moment(before)
    return [row for row in rows if _lies_between(row[key], first, last)]


def ordered(rows: Iterable[Row], query: Query, keys: tuple[str, ...], usual: str) -> list[Row]:
    """Sort by `sort_field`, one of `keys`, in the direction of `sort_dir`."""
    key = query.get("sort_field", usual)
    if key not in keys:
        raise Problem(400, "Invalid Resource", f"sort_field must be one of {', '.join(keys)}")
    is_falling = query.get("sort_dir", "ASC").upper() == "DESC"
    return sorted(rows, key=lambda row: row[key], reverse=is_falling)


def _number(query: Query, key: str, usual: int) -> int:
    text = query.get(key, str(usual))
    if not text.isdigit():
        raise Problem(400, "Invalid Resource", f"{key} is no whole number")
    return int(text)


def _lies_between(text: str, first: datetime | None, last: datetime | None) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return True
    return (first is None or moment > first) and (last is None or moment < last)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Problem(400, "Invalid Resource", f"{text!r} is no moment in ISO 8601")
    return moment


def _cut(body: Row, query: Query) -> Row:
    """Keep the `fields` that are asked for, or leave out the `exclude_fields`, in dot notation."""
    if "fields" in query:
        wanted = query["fields"].split(",")
        return _walk(body, "", lambda path: any(_is_within(path, each) for each in wanted))
    unwanted = query.get("exclude_fields", "").split(",")
    return _walk(body, "", lambda path: path not in unwanted)


def _is_within(path: str, field: str) -> bool:
    """Say whether a path leads to a field, or lies below it."""
    return path == field or field.startswith(f"{path}.") or path.startswith(f"{field}.")


def _walk(value: Any, path: str, keeps: Callable[[str], bool]) -> Any:
    if isinstance(value, list):
        return [_walk(each, path, keeps) for each in value]
    if not isinstance(value, dict):
        return value
    paths = {key: f"{path}.{key}" if path else key for key in value}
    return {key: _walk(each, paths[key], keeps) for key, each in value.items() if keeps(paths[key])}

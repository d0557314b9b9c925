"""The kinds of values that the description of a source may hold, each with its check."""

import re
from datetime import timedelta
from typing import Annotated, Any
from zoneinfo import available_timezones

from croniter import croniter
from pydantic import AfterValidator, BeforeValidator, Field

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _span(value: object) -> object:
    match = re.fullmatch(r"(\d{1,5})\s*([mhd])", str(value))
    if not match:
        raise ValueError("write a span such as 30m, 12h or 40d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


Span = Annotated[timedelta, BeforeValidator(_span)]


def _table_name(value: str) -> str:
    if not re.fullmatch(r"[\w$ -]+(\.[\w$ -]+){0,2}", value):
        raise ValueError("is no table name; write table or schema.table")
    return value


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"'{name}' is no time zone; write one such as Europe/Kyiv")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


def _known_schedule(cron: str) -> str:
    if not croniter.is_valid(cron):
        raise ValueError(f"'{cron}' is no schedule; write cron's five fields, as in 0 0 * * *")
    return cron


def listed(value: Any) -> Any:
    """Return a name or a mapping that stands alone as a list of one, anything else as it is."""
    return [value] if isinstance(value, str | dict) else value


Names = Annotated[tuple[str, ...], BeforeValidator(listed)]


def _expression(value: object) -> object:
    """Take what YAML reads as a number or a truth value for the SQL that it is."""
    return str(value).lower() if isinstance(value, bool | int | float) else value


Expression = Annotated[str, BeforeValidator(_expression)]
Schedule = Annotated[str, AfterValidator(_known_schedule)]
TableName = Annotated[str, AfterValidator(_table_name)]
StreamName = Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9_]{0,62}$")]

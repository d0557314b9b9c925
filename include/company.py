"""What differs between companies: `company.yml`, read and checked before anything runs."""

from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    PrivateAttr,
    ValidationError,
)

from include.errors import ClienteleError
from include.settings import company_file
from include.sources.config import Source

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class _Section(BaseModel):
    """A part of the file; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"'{name}' is no time zone; write one such as Europe/Kyiv")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


class Calendar(_Section):
    """Which days are worked."""

    country: str | None = Field(None, pattern="^[A-Z]{2}$")
    workdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = WEEKDAYS[:5]
    extra_holidays: tuple[date, ...] = ()


def _quoted_time(value: object) -> object:
    if isinstance(value, int):
        raise ValueError('put the time in quotes, as in "08:00": YAML reads it as a number')
    return value


class ReportSchedule(_Section):
    """When a report leaves, in the company's zone, and to whom."""

    at: Annotated[time, BeforeValidator(_quoted_time)]
    recipients: tuple[EmailStr, ...] = ()


class Reports(_Section):
    """The manager's two reports."""

    daily: ReportSchedule = ReportSchedule(at=time(8, 0))
    monthly: ReportSchedule = ReportSchedule(at=time(8, 30))


class Mail(_Section):
    """How mail leaves: an Airflow connection of kind smtp, and the sender shown."""

    connection: str = "mail"
    sender: str


class Quality(_Section):
    """When the gates close."""

    max_quarantined_pct: float = Field(5.0, ge=0, le=100)
    max_shrink_pct: float = Field(5.0, ge=0, le=100)
    min_volume_pct: float = Field(10.0, ge=0, le=100)


class Publishing(_Section):
    """How many published generations are kept for readers and for going back."""

    keep_generations: int = Field(3, ge=1)


class Forecast(_Section):
    """How far the sales forecast looks."""

    horizon_days: int = Field(62, ge=7, le=366)


class Company(_Section):
    """One company: its calendar, money, reports and sources."""

    name: str
    zone: Zone
    currency: str = Field(pattern="^[A-Z]{3}$")
    locale: Literal["en", "ru", "uk"] = "en"
    calendar: Calendar = Calendar()
    revenue_event: Literal["order", "completion", "payment"] = "order"
    mail: Mail | None = None
    reports: Reports = Reports()
    quality: Quality = Quality()
    publish: Publishing = Publishing()
    forecast: Forecast = Forecast()
    sources: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")], Source]
    _folder: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """Where company.yml lies; relative paths in it start here."""
        return self._folder

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone that decides what a day is."""
        return ZoneInfo(self.zone)

    @property
    def enabled_sources(self) -> dict[str, Source]:
        """The sources that are switched on."""
        return {name: source for name, source in self.sources.items() if source.enabled}

    def dbt_vars(self) -> dict[str, Any]:
        """Return what dbt's models need to know of the company."""
        return {
            "zone": self.zone,
            "currency": self.currency,
            "revenue_event": self.revenue_event,
            "workdays": [WEEKDAYS.index(day) + 1 for day in self.calendar.workdays],
        }


def load_company(path: Path | None = None) -> Company:
    """Read and check `company.yml` (default: where `CLIENTELE_COMPANY` points).

    Raises `ClienteleError` that lists every wrong key with file, key and reason.
    """
    file = path or company_file()
    company = _validated(_read(file), file)
    company._folder = file.resolve().parent
    return company


def _read(file: Path) -> dict:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ClienteleError(
            "there is no company file",
            where=str(file),
            remedy="Copy docs/examples/online_retail/company.yml and set CLIENTELE_COMPANY to it",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = str(error).replace("\n", " ")
        raise ClienteleError(
            f"the company file is not YAML in UTF-8: {reason}", where=str(file)
        ) from error
    if not isinstance(content, dict):
        raise ClienteleError("the company file holds no keys", where=str(file))
    return content


def _validated(content: dict, file: Path) -> Company:
    try:
        return Company.model_validate(content)
    except ValidationError as error:
        lines = [f"{_key(e['loc'])}: {_reason(e)}" for e in error.errors()]
        raise ClienteleError(
            f"{len(lines)} wrong in the company file:\n  " + "\n  ".join(lines) + "\n",
            where=str(file),
            remedy="docs/mapping.md and docs/configuration.md list every key",
        ) from error


def _key(location: tuple[str | int, ...]) -> str:
    """Spell a key as the file does: pydantic puts the kind of a source after its name."""
    parts = [str(part) for part in location]
    return ".".join(parts[:2] + parts[3:] if parts[0] == "sources" else parts)


def _reason(error: dict) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key"
    if error["type"] == "missing":
        return "is required"
    message = error["msg"].removeprefix("Value error, ")
    found = error.get("input")
    return message if isinstance(found, dict) else f"{message} (found {found!r})"

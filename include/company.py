"""What differs between companies: `company.yml`, read and checked before anything runs."""

from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from include.errors import ClienteleError
from include.settings import company_file
from include.sources.config import Source, Zone
from include.yaml_file import mistakes, read_yaml

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class _Section(BaseModel):
    """A part of the file; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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

    @model_validator(mode="after")
    def _mail_can_leave(self) -> "Company":
        if self.mail is None and (self.reports.daily.recipients or self.reports.monthly.recipients):
            raise ValueError("reports have recipients, but there is no `mail` to send them by")
        return self

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
    company = _validated(read_yaml(file), file)
    company._folder = file.resolve().parent
    return company


def _validated(content: dict, file: Path) -> Company:
    try:
        return Company.model_validate(content)
    except ValidationError as error:
        lines = mistakes(error)
        raise ClienteleError(
            f"{len(lines)} wrong in the company file:\n  " + "\n  ".join(lines) + "\n",
            where=str(file),
            remedy="docs/mapping.md and docs/configuration.md list every key",
        ) from error

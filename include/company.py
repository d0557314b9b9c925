"""What differs between companies: `company.yml`, read and checked before anything runs."""

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from include.company_sections import (
    WEEKDAYS,
    Associations,
    Calendar,
    Calls,
    Churn,
    Forecast,
    LifetimeValue,
    Mail,
    Publishing,
    Quality,
    Recommendations,
    Reports,
    Section,
)
from include.errors import ClienteleError
from include.funnels import Funnel, dictionary
from include.settings import company_file
from include.sources.config import Source, Zone
from include.yaml_file import mistakes, read_yaml


class Company(Section):
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
    calls: Calls = Calls()
    forecast: Forecast = Forecast()
    churn: Churn = Churn()
    recommendations: Recommendations = Recommendations()
    associations: Associations = Associations()
    lifetime_value: LifetimeValue = LifetimeValue()
    funnels: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")], Funnel] = Field(
        default_factory=dict
    )
    sources: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")], Source]
    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _mail_can_leave(self) -> "Company":
        if self.mail is None and (self.reports.daily.recipients or self.reports.monthly.recipients):
            raise ValueError("reports have recipients, but there is no `mail` to send them by")
        return self

    @model_validator(mode="after")
    def _deals_have_a_funnel(self) -> "Company":
        for name, source in self.sources.items():
            mapped = next((e for e in ("deal", "deal_stage_event") if e in source.entities), None)
            if mapped and not self.funnels:
                raise ValueError(
                    f"sources.{name}.entities.{mapped} is mapped, but there is no `funnels` that "
                    "names the stages of deals; where deals are not wanted, set deal and "
                    "deal_stage_event to null under entities"
                )
        return self

    @property
    def dictionary(self) -> dict[str, tuple[str, ...]]:
        """What rows of a source may name because this file does: funnels and stages."""
        return dictionary(self.funnels)

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
            "locale": self.locale,
            "currency": self.currency,
            "country": self.calendar.country or "",
            "revenue_event": self.revenue_event,
            "call_back_minutes": self.calls.call_back_minutes,
            "series_per_kind": self.forecast.series_per_kind,
            "just_bought_days": self.recommendations.just_bought_days,
            "recommendations_per_client": self.recommendations.per_client,
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
            f"{len(lines)} wrong in the company file:\n  " + "\n  ".join(lines),
            where=str(file),
            remedy="docs/mapping.md and docs/configuration.md list every key",
        ) from error

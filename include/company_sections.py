"""The sections of `company.yml`: each a frozen model that knows its keys, types and defaults."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, EmailStr, Field

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Section(BaseModel):
    """A part of the file; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Calendar(Section):
    """Which days are worked."""

    country: str | None = Field(None, pattern="^[A-Z]{2}$")
    workdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = WEEKDAYS[:5]
    extra_holidays: tuple[date, ...] = ()


def _quoted_time(value: object) -> object:
    if isinstance(value, int):
        raise ValueError('put the time in quotes, as in "08:00": YAML reads it as a number')
    return value


class ReportSchedule(Section):
    """When a report leaves, in the company's zone, and to whom."""

    at: Annotated[time, BeforeValidator(_quoted_time)]
    recipients: tuple[EmailStr, ...] = ()


class Reports(Section):
    """The manager's two reports."""

    daily: ReportSchedule = ReportSchedule(at=time(8, 0))
    monthly: ReportSchedule = ReportSchedule(at=time(8, 30))


class Mail(Section):
    """How mail leaves: an Airflow connection of kind smtp, and the sender shown."""

    connection: str = "mail"
    sender: str


class Quality(Section):
    """When the gates close."""

    max_quarantined_pct: float = Field(5.0, ge=0, le=100)
    max_shrink_pct: float = Field(5.0, ge=0, le=100)
    min_volume_pct: float = Field(10.0, ge=0, le=100)


class Publishing(Section):
    """How many published generations are kept for readers and for going back."""

    keep_generations: int = Field(3, ge=1)


class Calls(Section):
    """Within how many minutes a missed call is to be called back."""

    call_back_minutes: int = Field(60, ge=1, le=10080)


class Forecast(Section):
    """How far the sales forecast looks, and how many series it has."""

    horizon_days: int = Field(62, ge=7, le=366)
    series_per_kind: int = Field(5, ge=0, le=50)


class Churn(Section):
    """How long a client must stay away to count as gone."""

    horizon_days: int = Field(90, ge=7, le=730)


class Recommendations(Section):
    """How many goods are offered to a client, and which are too fresh to offer again."""

    per_client: int = Field(10, ge=1, le=50)
    just_bought_days: int = Field(30, ge=0, le=730)


class Associations(Section):
    """What a basket is, and what a rule must reach to count as strong."""

    basket: Literal["order", "client"] = "order"
    min_support: float = Field(0.01, gt=0, le=1)
    min_confidence: float = Field(0.3, gt=0, le=1)
    max_items: int = Field(3, ge=2, le=4)


class LifetimeValue(Section):
    """Over which horizon a client's value is foretold, and how later money is discounted."""

    horizon_months: int = Field(12, ge=1, le=60)
    annual_discount_pct: float = Field(10.0, ge=0, le=100)

"""The two reports as data: rows of published tables, and nothing computed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from include.reports.rows import (
    Day,
    DayEmployee,
    ForecastDay,
    ForecastMonth,
    ForecastRun,
    Month,
    MonthCountry,
    MonthEmployee,
    MonthProduct,
    Source,
)

Kind = Literal["daily", "monthly"]


@dataclass(frozen=True, kw_only=True)
class Report:
    """What both reports know: whose, of when, and how complete the data were.

    `missed` is the day that was asked for when the tables do not reach it; `period` is then the
    last day they know.
    """

    kind: Kind
    period: date
    company_name: str
    currency: str
    zone: str
    revenue_event: str
    as_of: date
    sources: tuple[Source, ...]
    forecast_run: ForecastRun | None
    missed: date | None = None


@dataclass(frozen=True, kw_only=True)
class DailyReport(Report):
    """One day; `days` are the last five weeks up to it, `forecast` the week after it."""

    day: Day
    days: tuple[Day, ...]
    employees: tuple[DayEmployee, ...]
    forecast: tuple[ForecastDay, ...]


@dataclass(frozen=True, kw_only=True)
class MonthlyReport(Report):
    """One month; `months` are the last thirteen up to it, `forecast` it (if open) and the next."""

    month: Month
    months: tuple[Month, ...]
    employees: tuple[MonthEmployee, ...]
    countries: tuple[MonthCountry, ...]
    products: tuple[MonthProduct, ...]
    forecast: tuple[ForecastMonth, ...]

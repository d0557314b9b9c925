"""The two reports as data: rows of published tables, and nothing computed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from include.reports.model_rows import (
    ClientAtRisk,
    ForecastDay,
    ForecastHit,
    ForecastMonth,
    ForecastPeriod,
    FunnelDay,
    FunnelMonth,
    ModelRun,
    ModelScore,
    ProductPair,
)
from include.reports.rows import (
    Day,
    DayEmployee,
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
    last day they know. A company that never had an order is told of its deals instead of orders.
    """

    kind: Kind
    period: date
    company_name: str
    currency: str
    zone: str
    revenue_event: str
    as_of: date
    sources: tuple[Source, ...]
    forecast_run: ModelRun | None
    churn_run: ModelRun | None
    has_orders: bool
    clients_at_risk: tuple[ClientAtRisk, ...]
    missed: date | None = None


@dataclass(frozen=True, kw_only=True)
class DailyReport(Report):
    """One day; `days` are the last five weeks up to it, `forecast` the week after it."""

    day: Day
    days: tuple[Day, ...]
    employees: tuple[DayEmployee, ...]
    forecast: tuple[ForecastDay, ...]
    funnel: tuple[FunnelDay, ...]


@dataclass(frozen=True, kw_only=True)
class MonthlyReport(Report):
    """One month; `months` are the last thirteen up to it, `forecast` it (if open) and the next.

    `forecast_hits` is what had been forecast of this month, if it is over and a forecast was made.
    """

    month: Month
    months: tuple[Month, ...]
    employees: tuple[MonthEmployee, ...]
    countries: tuple[MonthCountry, ...]
    products: tuple[MonthProduct, ...]
    forecast: tuple[ForecastMonth, ...]
    forecast_periods: tuple[ForecastPeriod, ...]
    forecast_hits: tuple[ForecastHit, ...]
    funnel: tuple[FunnelMonth, ...]
    pairs_run: ModelRun | None
    product_pairs: tuple[ProductPair, ...]
    model_scores: tuple[ModelScore, ...]

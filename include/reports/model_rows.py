"""What a report says of models, clients and deals: each class is one row of one published table.

As in `rows.py`, the fields of a class are the columns that the report reads.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True)
class ModelRun:
    """How an answer came about: its error beside the baseline's, or why there is none."""

    TABLE: ClassVar[str] = "ml.model_runs"

    as_of_date: date
    status: str
    reason: str | None
    candidate: str | None
    baseline: str | None
    metric: str | None
    candidate_value: float | None
    baseline_value: float | None


@dataclass(frozen=True)
class ForecastDay:
    """What one coming day will probably bring: one time in ten below p10, one in ten above p90."""

    TABLE: ClassVar[str] = "reports.rpt_sales_forecast"

    forecast_date: date
    p10: Decimal
    p50: Decimal
    p90: Decimal


@dataclass(frozen=True)
class ForecastMonth:
    """What a month will probably come to, its known days included."""

    TABLE: ClassVar[str] = "reports.rpt_forecast_totals"

    month_start: date
    actual_to_date: Decimal
    p10: Decimal
    p50: Decimal
    p90: Decimal


@dataclass(frozen=True)
class ForecastPeriod:
    """What a half-year or a year will probably come to, its known days included."""

    TABLE: ClassVar[str] = "reports.rpt_forecast_periods"

    period_kind: str
    period_start: date
    actual_to_date: Decimal
    p10: Decimal
    p50: Decimal
    p90: Decimal


@dataclass(frozen=True)
class ForecastHit:
    """What had been forecast for a month before it began, and what came."""

    TABLE: ClassVar[str] = "reports.rpt_forecast_hits"

    month_start: date
    as_of_date: date
    p10: Decimal
    p50: Decimal
    p90: Decimal
    actual: Decimal
    is_hit: bool


@dataclass(frozen=True)
class ClientAtRisk:
    """One client who may stay away, named by key: whose key it is stands in the contact file."""

    TABLE: ClassVar[str] = "reports.rpt_clients_at_risk"

    rank: int
    client_id: str
    country: str | None
    city: str | None
    churn_probability: float
    horizon_days: int
    expected_loss: Decimal
    churn_reasons: str | None
    advised_measure: str
    first_recommendation: str | None


@dataclass(frozen=True)
class ProductPair:
    """Two products that are bought together more often than by chance."""

    TABLE: ClassVar[str] = "reports.rpt_product_pairs"

    rank: int
    product_name: str
    pair_product_name: str
    joint_count: int
    antecedent_count: int
    confidence_pct: float


@dataclass(frozen=True)
class ModelScore:
    """How one answer of a model did, by one metric, once its time had come."""

    TABLE: ClassVar[str] = "reports.rpt_model_scoreboard"

    model: str
    measure: str
    metric: str
    as_of_date: date
    metric_value: Decimal
    baseline_value: Decimal | None
    subject_count: int


@dataclass(frozen=True)
class FunnelStage:
    """One stage of a funnel: what moved in the period, and how many of a cohort reached it."""

    funnel_id: str
    stage_rank: int
    stage_label: str
    entry_count: int
    entry_amount: Decimal
    won_count: int
    won_amount: Decimal
    lost_count: int
    lost_amount: Decimal
    open_count: int
    open_amount: Decimal
    cohort_count: int
    reached_count: int
    previous_reached_count: int | None
    conversion_days: int


@dataclass(frozen=True)
class FunnelDay(FunnelStage):
    """One stage on one day; its cohort is the newest whose time to win is over."""

    TABLE: ClassVar[str] = "reports.rpt_daily_funnel"

    cohort_start_date: date
    cohort_end_date: date


@dataclass(frozen=True)
class FunnelMonth(FunnelStage):
    """One stage in one month; its cohort is the deals that came in then."""

    TABLE: ClassVar[str] = "reports.rpt_monthly_funnel"

    is_immature: bool

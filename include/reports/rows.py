"""What a report says of sales: each class is one row of one published table.

The fields of a class are the columns that the report reads, so the list of what the mails need from
the warehouse stands here and in `model_rows.py`, and nowhere else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True)
class Day:
    """One company-local day; the plan figures are of its month to date."""

    TABLE: ClassVar[str] = "reports.rpt_daily_summary"

    report_date: date
    is_working_day: bool
    new_order_count: int
    new_order_amount: Decimal
    average_check: Decimal | None
    median_check: Decimal | None
    buying_client_count: int
    seen_client_count: int
    new_client_count: int
    returned_amount: Decimal
    return_count: int
    current_order_count: int
    current_order_amount: Decimal
    month_fact_amount: Decimal
    plan_amount: Decimal | None
    plan_completion_pct: float | None
    working_day_share_pct: float | None
    working_day_of_month: int
    working_days_in_month: int
    pace_pct: float | None
    usual_order_count: float | None
    usual_order_amount: Decimal | None
    orders_without_client_count: int
    sale_amount_without_client: Decimal
    inbound_call_count: int | None
    missed_call_count: int | None
    called_back_call_count: int | None


@dataclass(frozen=True)
class DayEmployee:
    """One employee's day; `unassigned` is the work that names nobody."""

    TABLE: ClassVar[str] = "reports.rpt_daily_employees"

    employee_id: str
    employee_name: str | None
    new_order_count: int
    new_order_amount: Decimal
    completed_order_count: int
    completed_order_amount: Decimal
    client_count: int
    paid_amount: Decimal
    month_fact_amount: Decimal
    plan_amount: Decimal | None
    plan_completion_pct: float | None
    is_seller: bool
    made_call_count: int
    answered_call_count: int
    talked_minutes: int


@dataclass(frozen=True)
class Month:
    """One company-local month; returns count when they come, restated net when they were sold."""

    TABLE: ClassVar[str] = "reports.rpt_monthly_summary"

    month_start: date
    is_open_month: bool
    order_count: int
    revenue_amount: Decimal
    returned_amount: Decimal
    restated_net_amount: Decimal
    average_check: Decimal | None
    median_check: Decimal | None
    buying_client_count: int
    new_client_count: int
    repeat_client_count: int
    plan_amount: Decimal | None
    plan_completion_pct: float | None
    change_pct: float | None
    change_year_pct: float | None
    orders_without_client_count: int
    sale_amount_without_client: Decimal
    return_count: int
    return_line_count: int
    matched_return_line_count: int
    inbound_call_count: int | None
    missed_call_count: int | None
    called_back_call_count: int | None


@dataclass(frozen=True)
class MonthEmployee:
    """One employee's month."""

    TABLE: ClassVar[str] = "reports.rpt_monthly_employees"

    employee_id: str
    employee_name: str | None
    order_count: int
    revenue_amount: Decimal
    client_count: int
    plan_amount: Decimal | None
    plan_completion_pct: float | None
    is_seller: bool
    made_call_count: int
    answered_call_count: int
    talked_minutes: int


@dataclass(frozen=True)
class MonthCountry:
    """What the clients of one country bought in a month."""

    TABLE: ClassVar[str] = "reports.rpt_monthly_countries"

    country: str | None
    order_count: int
    revenue_amount: Decimal
    share_pct: float | None
    rank: int


@dataclass(frozen=True)
class MonthProduct:
    """What one product brought in a month."""

    TABLE: ClassVar[str] = "reports.rpt_monthly_products"

    product_id: str
    product_name: str | None
    revenue_amount: Decimal
    rank: int


@dataclass(frozen=True)
class Source:
    """How far one source had been read when the numbers were published."""

    TABLE: ClassVar[str] = "reports.rpt_sources"

    source_name: str
    last_window_end: datetime | None
    quarantined_rows: int
    is_missing: bool

"""Read one report's numbers from the published file; nothing is computed here.

Every number of a report is a row of a published table (`rows.py` and `model_rows.py` say which
columns), so an analyst who opens the same file finds the same number.
"""

from dataclasses import replace
from datetime import date, timedelta

import duckdb

from include.company import Company
from include.reports import model_rows, rows
from include.reports.published import any_order, last_day, missing, read
from include.reports.report import DailyReport, Kind, MonthlyReport, Report
from include.warehouse import open_published

CHART_DAYS = 35
CHART_MONTHS = 13
FORECAST_DAYS = 7
TOP_CLIENTS = 5
BY_STAGE = "order by funnel_id, stage_rank"
# who neither sells nor called has nothing that the mails tell
SHOWN = "(is_seller or made_call_count + answered_call_count > 0)"
BY_AMOUNT = "employee_id = 'unassigned', {amount} desc, employee_name, employee_id"


def assemble(kind: Kind, period: date, company: Company, *, or_latest: bool = False) -> Report:
    """Read the report of the day `period`, or of the month that `period` lies in.

    Raises `ClienteleError` when the published file does not reach that period; with `or_latest` it
    is the report of the last known day instead, which says so.
    """
    with open_published() as published:
        if kind == "monthly":
            return _monthly(published, period.replace(day=1), company)
        known = last_day(published)
        if or_latest and known and known < period:
            return replace(_daily(published, known, company), missed=period)
        return _daily(published, period, company)


def _daily(published: duckdb.DuckDBPyConnection, period: date, company: Company) -> DailyReport:
    first_day = period - timedelta(days=CHART_DAYS - 1)
    days = read(
        published, rows.Day, "report_date between ? and ? order by report_date", first_day, period
    )
    if not days or days[-1].report_date != period:
        raise missing(published, f"there is no day {period} in the published data")
    return DailyReport(
        **_frame(published, "daily", period, period, company),
        day=days[-1],
        days=days,
        employees=read(
            published,
            rows.DayEmployee,
            f"report_date = ? and {SHOWN} order by {BY_AMOUNT.format(amount='new_order_amount')}",
            period,
        ),
        forecast=read(
            published,
            model_rows.ForecastDay,
            "as_of_date = ? and forecast_date between ? and ? order by forecast_date",
            period,
            period + timedelta(days=1),
            period + timedelta(days=FORECAST_DAYS),
        ),
        funnel=read(published, model_rows.FunnelDay, f"report_date = ? {BY_STAGE}", period),
    )


def _monthly(published: duckdb.DuckDBPyConnection, month: date, company: Company) -> MonthlyReport:
    in_chart = f"month_start <= ? order by month_start desc limit {CHART_MONTHS}"
    months = read(published, rows.Month, in_chart, month)[::-1]
    if not months or months[-1].month_start != month:
        raise missing(published, f"there is no month {month:%Y-%m} in the published data")
    known, end = last_day(published), _month_end(month)
    return MonthlyReport(
        **_frame(published, "monthly", month, min(known or end, end), company),
        month=months[-1],
        months=months,
        employees=read(
            published,
            rows.MonthEmployee,
            f"month_start = ? and {SHOWN} order by {BY_AMOUNT.format(amount='revenue_amount')}",
            month,
        ),
        countries=read(published, rows.MonthCountry, "month_start = ? order by rank", month),
        products=read(published, rows.MonthProduct, "month_start = ? order by rank", month),
        funnel=read(published, model_rows.FunnelMonth, f"month_start = ? {BY_STAGE}", month),
        **_foretold(published, month),
        **_learnt(published, month),
    )


def _learnt(published: duckdb.DuckDBPyConnection, month: date) -> dict:
    """Read what was known by the end of the month of pairs of products and of old answers."""
    in_order = "month_start = ? order by model, measure, metric"
    return {
        "pairs_run": _run(published, "associations", "confidence", _month_end(month)),
        "product_pairs": read(
            published, model_rows.ProductPair, "month_start = ? order by rank", month
        ),
        "model_scores": read(published, model_rows.ModelScore, in_order, month),
    }


def _foretold(published: duckdb.DuckDBPyConnection, month: date) -> dict:
    next_month = _month_end(month) + timedelta(days=1)
    return {
        "forecast": read(
            published,
            model_rows.ForecastMonth,
            "month_start between ? and ? order by month_start",
            month,
            next_month,
        ),
        "forecast_periods": read(
            published,
            model_rows.ForecastPeriod,
            "is_known_whole and period_end >= ? order by period_kind, period_start",
            month,
        ),
        "forecast_hits": read(
            published,
            model_rows.ForecastHit,
            "month_start = ? and measure = 'net_revenue'",
            month,
        ),
    }


def _month_end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _frame(
    published: duckdb.DuckDBPyConnection, kind: Kind, period: date, told_on: date, company: Company
) -> dict:
    """Read what both reports hold; of clients is told what was known on `told_on`."""
    known = last_day(published)
    churn_run = _run(published, "churn", "churn_probability", told_on)
    return {
        "kind": kind,
        "period": period,
        "company_name": company.name,
        "currency": company.currency,
        "zone": company.zone,
        "revenue_event": company.revenue_event,
        "as_of": known,
        "has_orders": any_order(published),
        "sources": read(published, rows.Source, "true order by source_name"),
        "forecast_run": _run(
            published, "sales_forecast", "net_revenue", period if kind == "daily" else known
        ),
        # an answer of another day says nothing of why there is none of this one
        "churn_run": churn_run if churn_run and churn_run.as_of_date == told_on else None,
        "clients_at_risk": read(
            published,
            model_rows.ClientAtRisk,
            f"as_of_date = ? order by rank limit {TOP_CLIENTS}",
            told_on,
        ),
    }


def _run(
    published: duckdb.DuckDBPyConnection, model: str, measure: str, told_on: date | None
) -> model_rows.ModelRun | None:
    """Read how the newest answer that was known on a day came about."""
    runs = read(
        published,
        model_rows.ModelRun,
        "model = ? and measure = ? and as_of_date <= ? order by as_of_date desc limit 1",
        model,
        measure,
        told_on,
    )
    return runs[0] if runs else None

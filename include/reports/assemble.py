"""Read one report's numbers from the published file; nothing is computed here.

Every number of a report is a row of a published table (`rows.py` says which columns), so an analyst
who opens the same file finds the same number.
"""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import TypeVar

import duckdb

from include.company import Company
from include.errors import ClienteleError
from include.reports import rows
from include.reports.report import DailyReport, Kind, MonthlyReport, Report
from include.warehouse import open_published

Row = TypeVar("Row")

CHART_DAYS = 35
CHART_MONTHS = 13
FORECAST_DAYS = 7
REFRESH = "Run the refresh for that date, in Airflow or with `clientele refresh`"


def assemble(kind: Kind, period: date, company: Company, *, or_latest: bool = False) -> Report:
    """Read the report of the day `period`, or of the month that `period` lies in.

    Raises `ClienteleError` when the published file does not reach that period; with `or_latest` it
    is the report of the last known day instead, which says so.
    """
    with open_published() as published:
        if kind == "monthly":
            return _monthly(published, period.replace(day=1), company)
        last_day = _last_day(published)
        if or_latest and last_day and last_day < period:
            return replace(_daily(published, last_day, company), missed=period)
        return _daily(published, period, company)


def _daily(published: duckdb.DuckDBPyConnection, period: date, company: Company) -> DailyReport:
    days = _read(
        published,
        rows.Day,
        "report_date between ? and ? order by report_date",
        period - timedelta(days=CHART_DAYS - 1),
        period,
    )
    if not days or days[-1].report_date != period:
        raise _missing(published, f"there is no day {period} in the published data")
    return DailyReport(
        **_frame(published, "daily", period, company),
        day=days[-1],
        days=days,
        employees=_read(
            published,
            rows.DayEmployee,
            "report_date = ? order by employee_id = 'unassigned', new_order_amount desc, "
            "employee_name, employee_id",
            period,
        ),
        forecast=_read(
            published,
            rows.ForecastDay,
            "as_of_date = ? and forecast_date between ? and ? order by forecast_date",
            period,
            period + timedelta(days=1),
            period + timedelta(days=FORECAST_DAYS),
        ),
    )


def _monthly(published: duckdb.DuckDBPyConnection, month: date, company: Company) -> MonthlyReport:
    months = _read(
        published,
        rows.Month,
        f"month_start <= ? order by month_start desc limit {CHART_MONTHS}",
        month,
    )[::-1]
    if not months or months[-1].month_start != month:
        raise _missing(published, f"there is no month {month:%Y-%m} in the published data")
    return MonthlyReport(
        **_frame(published, "monthly", month, company),
        month=months[-1],
        months=months,
        employees=_read(
            published,
            rows.MonthEmployee,
            "month_start = ? order by employee_id = 'unassigned', revenue_amount desc, "
            "employee_name, employee_id",
            month,
        ),
        countries=_read(published, rows.MonthCountry, "month_start = ? order by rank", month),
        products=_read(published, rows.MonthProduct, "month_start = ? order by rank", month),
        forecast=_read(
            published,
            rows.ForecastMonth,
            "month_start between ? and ? order by month_start",
            month,
            (month + timedelta(days=31)).replace(day=1),
        ),
    )


def _frame(
    published: duckdb.DuckDBPyConnection, kind: Kind, period: date, company: Company
) -> dict:
    last_day = _last_day(published)
    runs = _read(
        published,
        rows.ForecastRun,
        "model = 'sales_forecast' and measure = 'net_revenue' and as_of_date <= ? "
        "order by as_of_date desc limit 1",
        period if kind == "daily" else last_day,
    )
    return {
        "kind": kind,
        "period": period,
        "company_name": company.name,
        "currency": company.currency,
        "zone": company.zone,
        "revenue_event": company.revenue_event,
        "as_of": last_day,
        "sources": _read(published, rows.Source, "true order by source_name"),
        "forecast_run": runs[0] if runs else None,
    }


def _read(
    published: duckdb.DuckDBPyConnection, row_type: type[Row], condition: str, *parameters: date
) -> tuple[Row, ...]:
    columns = ", ".join(field.name for field in fields(row_type))
    query = f"select {columns} from {row_type.TABLE} where {condition}"
    return tuple(row_type(*row) for row in _execute(published, query, *parameters))


def _execute(published: duckdb.DuckDBPyConnection, query: str, *parameters: date) -> list[tuple]:
    try:
        return published.execute(query, parameters).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ClienteleError(
            f"the published file lacks what the report reads: {str(error).splitlines()[0]}",
            where="reports.* in the published file",
            remedy="It was published by another version: refresh and publish again",
        ) from error


def _last_day(published: duckdb.DuckDBPyConnection) -> date | None:
    return _execute(published, f"select max(report_date) from {rows.Day.TABLE}")[0][0]


def _missing(published: duckdb.DuckDBPyConnection, what: str) -> ClienteleError:
    last_day = _last_day(published)
    reach = f"which reaches to {last_day}" if last_day else "which holds no day yet"
    return ClienteleError(
        what, where=f"{rows.Day.TABLE} of the published file, {reach}", remedy=REFRESH
    )

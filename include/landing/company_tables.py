"""What company.yml tells dbt's models in tables of schema `landing`: days, stages, sources."""

from datetime import date

import duckdb

from include.company import Company
from include.company_sections import Calendar
from include.funnels import stage_rows

FUNNEL_STAGES = (
    "funnel_id VARCHAR, funnel_rank BIGINT, stage_id VARCHAR, stage_rank BIGINT, "
    "stage_label VARCHAR, valid_from DATE, valid_to DATE, is_won BOOLEAN, is_lost BOOLEAN, "
    "conversion_days BIGINT"
)


def create_company_tables(database: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Write the tables anew; the views must be there, since holidays span the data's years."""
    _create_holidays(database, company)
    _create_funnel_stages(database, company)
    _create_sources(database, company)


def _create_holidays(database: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Write the company's holidays over the years of its data and two more."""
    first, last = database.execute(
        "select min(happened), max(happened) from (select ordered_at as happened "
        "from landing.orders union all select returned_at from landing.returns "
        "union all select created_at from landing.deals)"
    ).fetchone()
    days = []
    if first is not None:
        end = last.replace(year=last.year + 2, month=12, day=31)
        days = holidays(company.calendar, first.replace(month=1, day=1).date(), end.date())
    database.execute(
        "create or replace table landing.holidays (holiday_date DATE, holiday_name VARCHAR)"
    )
    if days:
        database.executemany("insert into landing.holidays values (?, ?)", days)


def holidays(calendar: Calendar, first: date, last: date) -> list[tuple[date, str]]:
    """List public and own holidays from `first` to `last`, both included, with their names."""
    named = dict.fromkeys(calendar.extra_holidays, "company holiday")
    if calendar.country:
        from holidays import country_holidays

        years = range(first.year, last.year + 1)
        named = dict(country_holidays(calendar.country, years=years)) | named
    return sorted((day, name) for day, name in named.items() if first <= day <= last)


def _create_funnel_stages(database: duckdb.DuckDBPyConnection, company: Company) -> None:
    database.execute(f"create or replace table landing.funnel_stages ({FUNNEL_STAGES})")
    rows = list(stage_rows(company.funnels))
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"insert into landing.funnel_stages values ({marks})", rows)


def _create_sources(database: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Write the enabled sources in the order of company.yml: the first knows a client best."""
    database.execute(
        "create or replace table landing.sources (source_name VARCHAR, source_rank BIGINT)"
    )
    rows = [[name, rank] for rank, name in enumerate(company.enabled_sources, start=1)]
    if rows:
        database.executemany("insert into landing.sources values (?, ?)", rows)

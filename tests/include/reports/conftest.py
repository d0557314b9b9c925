"""A published file as the warehouse promises it, and the two reports filled with plain numbers."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from include.reports import model_rows, rows
from include.reports.report import DailyReport, MonthlyReport
from include.settings import paths
from include.warehouse import connect
from ml.records import MODEL_RUNS
from tests.include.delivery.conftest import serve

__all__ = ["serve"]

CONTRACTS = [Path("dbt_project/models/reports") / name for name in ("_reports.yml", "_funnels.yml")]
THURSDAY = date(2011, 11, 24)
NOVEMBER = date(2011, 11, 1)

SOURCE = rows.Source("shop", datetime(2011, 11, 25), 0, False)
RUN = model_rows.ModelRun(
    date(2011, 11, 30), "published", "", "prophet", "seasonal_naive", "mase", 0.78, 1.02
)
DAY = rows.Day(
    report_date=THURSDAY,
    is_working_day=True,
    new_order_count=113,
    new_order_amount=Decimal("50978.63"),
    average_check=Decimal("451.14"),
    median_check=Decimal("247.62"),
    buying_client_count=98,
    seen_client_count=104,
    new_client_count=12,
    returned_amount=Decimal("2898.35"),
    return_count=52,
    current_order_count=339,
    current_order_amount=Decimal("122348.71"),
    month_fact_amount=Decimal("1248174.44"),
    plan_amount=Decimal("1500000.00"),
    plan_completion_pct=83.21,
    working_day_share_pct=81.82,
    working_day_of_month=18,
    working_days_in_month=22,
    pace_pct=101.7,
    usual_order_count=105.5,
    usual_order_amount=Decimal("61113.00"),
    orders_without_client_count=4,
    sale_amount_without_client=Decimal("12399.52"),
    inbound_call_count=None,
    missed_call_count=None,
    called_back_call_count=None,
)
MONTH = rows.Month(
    month_start=NOVEMBER,
    is_open_month=False,
    order_count=2769,
    revenue_amount=Decimal("1509496.33"),
    returned_amount=Decimal("47740.08"),
    restated_net_amount=Decimal("1466530.26"),
    average_check=Decimal("545.14"),
    median_check=Decimal("300.60"),
    buying_client_count=1664,
    new_client_count=333,
    repeat_client_count=1331,
    plan_amount=Decimal("1300000.00"),
    plan_completion_pct=116.12,
    change_pct=30.69,
    change_year_pct=None,
    orders_without_client_count=112,
    sale_amount_without_client=Decimal("347678.95"),
    return_count=500,
    return_line_count=1076,
    matched_return_line_count=948,
    inbound_call_count=None,
    missed_call_count=None,
    called_back_call_count=None,
)
ANNA = rows.DayEmployee(
    "e1", "Anna Kowalska", 60, Decimal("30000"), 40, Decimal("20000"), 50, Decimal("9000"),
    Decimal("200000"), Decimal("250000"), 80.0, True, 0, 0, 0,
)  # fmt: skip
NOBODY = replace(ANNA, employee_id="unassigned", employee_name="unassigned", plan_amount=None,
                 plan_completion_pct=None)  # fmt: skip
MONTH_ANNA = rows.MonthEmployee(
    "e1", "Anna Kowalska", 900, Decimal("500000"), 400, None, None, True, 0, 0, 0
)
AT_RISK = model_rows.ClientAtRisk(
    1, "12409", "Switzerland", None, 0.634, 90, Decimal("1728.79"), "has bought only once",
    "Call: much revenue hangs on this client.", "ALARM CLOCK",
)  # fmt: skip
PROPOSAL = model_rows.FunnelStage(
    "sales", 2, "Proposal", 3, Decimal(900), 0, Decimal(0), 1, Decimal(500), 12, Decimal(6400),
    40, 20, 40, 30,
)  # fmt: skip
PERIOD = model_rows.ForecastPeriod(
    "half_year", date(2012, 1, 1), Decimal(0), Decimal(5000000), Decimal(6000000), Decimal(7000000)
)
HIT = model_rows.ForecastHit(
    NOVEMBER, date(2011, 10, 31), Decimal(1200000), Decimal(1300000), Decimal(1500000),
    Decimal(1461756), True,
)  # fmt: skip
PAIR = model_rows.ProductPair(1, "GREEN TEACUP", "ROSES TEACUP", 767, 1013, 75.72)
SCORE = model_rows.ModelScore(
    "churn", "churn_probability", "auc", date(2011, 8, 31), Decimal("0.7641"), Decimal("0.6107"),
    3318,
)  # fmt: skip


@pytest.fixture
def daily() -> Callable[..., DailyReport]:
    """Return a maker of daily reports: fields of the day by name, the rest by `report_`."""

    def make(report: dict | None = None, **day: object) -> DailyReport:
        reported = replace(DAY, **day)
        before = [replace(DAY, report_date=THURSDAY - timedelta(days=n)) for n in (3, 2, 1)]
        forecast = model_rows.ForecastDay(
            THURSDAY + timedelta(days=1), Decimal(30000), Decimal(45000), Decimal(60000)
        )
        plain = DailyReport(
            kind="daily",
            period=THURSDAY,
            company_name="Gifts Ltd",
            currency="GBP",
            zone="Europe/London",
            revenue_event="order",
            as_of=THURSDAY,
            sources=(SOURCE,),
            forecast_run=RUN,
            churn_run=RUN,
            has_orders=True,
            clients_at_risk=(AT_RISK,),
            day=reported,
            days=(*before, reported),
            employees=(ANNA, NOBODY),
            forecast=(forecast,),
            funnel=(
                model_rows.FunnelDay(
                    **asdict(PROPOSAL),
                    cohort_start_date=date(2011, 9, 26),
                    cohort_end_date=date(2011, 10, 25),
                ),
            ),
        )
        return replace(plain, **(report or {}))

    return make


@pytest.fixture
def monthly() -> Callable[..., MonthlyReport]:
    """Return a maker of monthly reports: fields of the month by name, the rest in `report`."""

    def make(report: dict | None = None, **month: object) -> MonthlyReport:
        reported = replace(MONTH, **month)
        october = replace(MONTH, month_start=date(2011, 10, 1), revenue_amount=Decimal(1154979))
        december = model_rows.ForecastMonth(
            date(2011, 12, 1), Decimal(0), Decimal(900000), Decimal(1450000), Decimal(1900000)
        )
        plain = MonthlyReport(
            kind="monthly",
            period=NOVEMBER,
            company_name="Gifts Ltd",
            currency="GBP",
            zone="Europe/London",
            revenue_event="order",
            as_of=date(2011, 11, 30),
            sources=(SOURCE,),
            forecast_run=RUN,
            churn_run=RUN,
            has_orders=True,
            clients_at_risk=(AT_RISK,),
            month=reported,
            months=(october, reported),
            employees=(MONTH_ANNA,),
            countries=(rows.MonthCountry("France", 64, Decimal(31759), 2.1, 1),),
            products=(rows.MonthProduct("22086", "PAPER CHAIN KIT", Decimal(28985), 1),),
            forecast=(december,),
            forecast_periods=(PERIOD,),
            forecast_hits=(HIT,),
            funnel=(model_rows.FunnelMonth(**asdict(PROPOSAL), is_immature=True),),
            pairs_run=RUN,
            product_pairs=(PAIR,),
            model_scores=(SCORE,),
        )
        return replace(plain, **(report or {}))

    return make


@pytest.fixture
def publish(home: Path) -> Callable[..., None]:
    """Return a writer of the published file: tables as dbt's contract has them, rows as given."""

    def write(tables: dict[str, list[dict]]) -> None:
        paths().published_dir.mkdir(exist_ok=True)
        database = connect(paths().published_file)
        database.execute("create schema reports; create schema ml")
        for name, columns in promised_columns().items():
            typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            database.execute(f"create table {name} ({typed})")
        for name, records in tables.items():
            for record in records:
                marks = ", ".join("?" for _ in record)
                database.execute(
                    f"insert into {name} ({', '.join(record)}) values ({marks})",
                    list(record.values()),
                )
        database.close()

    return write


def promised_columns() -> dict[str, dict[str, str]]:
    models = [
        model
        for contract in CONTRACTS
        for model in yaml.safe_load(contract.read_text(encoding="utf-8"))["models"]
    ]
    tables = {
        f"reports.{model['name']}": {c["name"]: c["data_type"] for c in model["columns"]}
        for model in models
    }
    tables["reports.rpt_sources"] = {
        "source_name": "VARCHAR",
        "last_window_end": "TIMESTAMP",
        "rows": "BIGINT",
        "quarantined_rows": "BIGINT",
        "is_missing": "BOOLEAN",
    }
    tables[MODEL_RUNS.name] = dict(MODEL_RUNS.columns)
    return tables


@pytest.fixture
def promised() -> dict[str, dict[str, str]]:
    """Give every published table that a report may read, with its columns."""
    return promised_columns()

"""A shop of eight orders, built once: landing is written by hand, and so are the answers.

The clocks in London went forward on 2024-03-31. Times are UTC; the last full day is 2024-04-02.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from include.company import Company
from include.company_sections import Calendar
from include.dbt import build
from include.landing.company_tables import FUNNEL_STAGES
from include.refresh import MARTS, REPORTS
from include.sources.entities import ENTITIES
from include.sources.entities.entity import SQL_TYPES
from include.warehouse import connect, open_warehouse
from ml.tables import load_scores

AS_OF = date(2024, 4, 2)
COMPANY = Company(
    name="Tiny",
    zone="Europe/London",
    currency="GBP",
    calendar=Calendar(country="GB"),
    sources={},
)

ROWS = {
    "clients (client_id, country, is_test)": """
        ('anna', 'United Kingdom', false), ('boris', 'France', null), ('tester', 'France', true)""",
    "clients (client_id, client_name, email, phone, merged_into_id, source_name)": """
        ('anna', 'Anna', 'home@example.com', '020 7946 0000', null, 'crm'),
        ('boris', 'Boris', 'home@example.com', null, null, 'crm'),
        ('old_boris', 'Boris once', null, '020 7946 0999', 'boris', 'crm')""",
    "employees (employee_id, employee_name)": "('eve', 'Eve')",
    "orders (order_id, client_id, employee_id, status, order_total, ordered_at, completed_at)": """
        ('two_days', 'anna', 'eve', 'completed', null, '2024-03-01 10:00', '2024-03-02 10:00'),
        ('winter', 'anna', 'eve', 'completed', null, '2024-03-30 23:30', '2024-03-31 23:30'),
        ('summer', 'old_boris', null, 'placed', null, '2024-03-31 23:30', null),
        ('cancelled', 'boris', 'eve', 'cancelled', null, '2024-04-02 09:00', null),
        ('anonymous', null, 'eve', 'completed', 50.00, '2024-04-02 12:00', '2024-04-02 12:00'),
        ('test', 'tester', 'eve', 'completed', null, '2024-04-02 12:00', '2024-04-02 12:00'),
        ('gift', 'anna', 'eve', 'completed', null, '2024-04-02 12:00', '2024-04-02 12:00'),
        ('tomorrow', 'anna', 'eve', 'placed', null, '2024-04-02 23:30', null)""",
    "order_status_changes (order_id, status, changed_at)": """
        ('cancelled', 'placed', '2024-04-02 09:00'),
        ('cancelled', 'cancelled', '2024-04-02 12:00')""",
    "order_lines (line_id, order_id, product_id, line_kind, quantity, unit_price)": """
        ('l1', 'two_days', 'cup', null, 10, 2), ('l2', 'two_days', 'bow', 'no_charge', 1, 0),
        ('l3', 'winter', 'cup', 'sale', 5, 2), ('l4', 'summer', 'pot', 'sale', 1, 7.505),
        ('l5', 'cancelled', 'pot', 'sale', 1, 100), ('l6', 'test', 'cup', 'sale', 1, 1),
        ('l7', 'gift', 'cup', 'no_charge', 1, 2), ('l8', 'tomorrow', 'cup', 'sale', 9, 2)""",
    "returns (return_id, return_document_id, order_id, client_id, product_id, returned_at,"
    " quantity, amount)": """
        ('r1', 'd1', null, 'anna', 'cup', '2024-04-01 10:00', 4, 8.00),
        ('r2', 'd1', null, 'anna', 'cup', '2024-04-01 11:00', 4, 8.00),
        ('r3', 'd2', 'summer', 'boris', 'pot', '2024-04-02 10:00', 1, 7.51)""",
    "payments (payment_id, order_id, paid_at, amount)": """
        ('p1', 'two_days', '2024-03-05 10:00', 20), ('p2', null, '2024-04-02 10:00', 3)""",
    "sales_plans (plan_id, period_month, employee_id, planned_amount, valid_from)": """
        ('first', '2024-04-01', null, 100, null),
        ('mended', '2024-04-01', null, 115.02, '2024-04-02'),
        ('to_come', '2024-04-01', null, 999, '2024-04-03'),
        ('eves', '2024-04-01', 'eve', 60, null)""",
    "holidays (holiday_date, holiday_name)": "('2024-04-01', 'Easter Monday')",
    "sources (source_name, source_rank)": "('shop', 1), ('crm', 2)",
    "interactions (interaction_id, interaction_kind, identifier_kind, identifier_value, subject,"
    " started_at)": """
        ('call', 'call', 'phone', '+44 20 7946 0999', null, '2024-04-01 10:00'),
        ('mail', 'mail', 'email', 'Home@example.com', 'My cup', '2024-04-01 10:00'),
        ('late', 'mail', 'email', 'home@example.com', 'My pot', '2024-04-02 23:30')""",
    "requests (request_id, client_id, created_at, subject)": """
        ('broken', 'old_boris', '2024-04-01 10:00', 'The pot leaks')""",
    # the calendar begins with the first act of any kind
    "tasks (task_id, employee_id, created_at, due_at)": """
        ('ring_up', 'eve', '2024-01-01 10:00', '2023-12-31 12:00')""",
    "web_events (event_id, anonymous_id, client_id, happened_at)": """
        ('look', 'c1', null, '2024-04-01 10:00'), ('login', 'c1', 'anna', '2024-04-01 10:05')""",
}


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Build marts and reports of the tiny shop in a home of its own."""
    home = tmp_path_factory.mktemp("tiny")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CLIENTELE_HOME", str(home))
        with open_warehouse() as database:
            _land(database)
        build(MARTS, as_of=AS_OF, company=COMPANY)
        load_scores()
        build(REPORTS, as_of=AS_OF, company=COMPANY)
        yield home


@pytest.fixture
def tiny(tiny_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the built warehouse of the tiny shop for reading."""
    database = connect(tiny_home / "warehouse.duckdb", read_only=True)
    yield database
    database.close()


def _land(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("create schema landing")
    for entity in ENTITIES.values():
        columns = ", ".join(f"{field.name} {SQL_TYPES[field.type]}" for field in entity.fields)
        database.execute(
            f"create table landing.{entity.view} "
            f"({columns}, source_name VARCHAR default 'shop', source_updated_at TIMESTAMP)"
        )
    database.execute(
        "create table landing.order_status_changes "
        "(order_id VARCHAR, status VARCHAR, changed_at TIMESTAMP, source_name VARCHAR)"
    )
    database.execute("create table landing.holidays (holiday_date DATE, holiday_name VARCHAR)")
    database.execute(f"create table landing.funnel_stages ({FUNNEL_STAGES})")
    database.execute("create table landing.sources (source_name VARCHAR, source_rank BIGINT)")
    for table, rows in ROWS.items():
        database.execute(f"insert into landing.{table} values {rows}")

"""Publishing: one complete generation for every reader, and none when the audit is red."""

import os
from datetime import date

import pytest

from include.errors import ClienteleError
from include.publish import generations, publish, published_day, restore
from include.quality.audit import audit
from include.quality.published import KEYS, RECONCILED
from include.refresh import publish_tables
from include.settings import paths
from include.warehouse import connect, open_published, open_warehouse

DAY = date(2025, 3, 10)
ORDERS = 10
AMOUNT = 25.5
EVENTS = {
    "interactions": "started_at",
    "requests": "created_at",
    "request_events": "happened_at",
    "survey_responses": "answered_at",
    "consents": "changed_at",
    "campaign_events": "happened_at",
    "web_events": "happened_at",
}


@pytest.fixture
def company(home, company_of):
    return company_of({}, publish={"keep_generations": 2})


@pytest.fixture
def warehouse(home):
    """Make a work file of the fewest tables and columns that publishing and the audit look at."""
    columns = {table: dict.fromkeys(key.split(", "), "VARCHAR") for table, key in KEYS.items()}
    columns["marts.fct_orders"] |= {"is_sale": "BOOLEAN", "order_total": "DECIMAL(18,2)"}
    columns["marts.fct_returns"] |= {"amount": "DECIMAL(18,2)"}
    columns["marts.fct_payments"] |= {"amount": "DECIMAL(18,2)"}
    columns["marts.fct_invoices"] |= {"amount": "DECIMAL(18,2)"}
    columns["marts.fct_stock_movements"] |= {"quantity": "DECIMAL(18,3)"}
    columns["marts.fct_deals"] |= {"is_in_funnel": "BOOLEAN", "outcome": "VARCHAR"}
    daily = {"new_order_count": "BIGINT", "new_order_amount": "DECIMAL(18,2)"}
    columns["reports.rpt_daily_employees"] |= daily
    columns["reports.rpt_daily_summary"] |= daily | {
        "report_date": "DATE",
        "is_working_day": "BOOLEAN",
        "usual_order_count": "DOUBLE",
    }
    columns["reports.rpt_monthly_summary"] |= {"order_count": "BIGINT"}
    columns |= {
        "landing.order_lines": {"order_id": "VARCHAR", "ordered_at": "TIMESTAMP"},
        "landing.orders": {"order_id": "VARCHAR", "ordered_at": "TIMESTAMP"},
        "landing.returns": {"returned_at": "TIMESTAMP", "amount": "DECIMAL(18,2)"},
        "landing.payments": {"paid_at": "TIMESTAMP", "amount": "DECIMAL(18,2)"},
        "landing.deals": {"created_at": "TIMESTAMP"},
        "landing.invoices": {"issued_at": "TIMESTAMP", "amount": "DECIMAL(18,2)"},
        "landing.stock_movements": {"moved_at": "TIMESTAMP", "quantity": "DECIMAL(18,3)"},
        "reports.rpt_daily_funnel": {"won_count": "BIGINT"},
        "pii.client_contacts": {"client_id": "VARCHAR", "phone": "VARCHAR"},
    }
    columns |= {f"landing.{view}": {moment: "TIMESTAMP"} for view, moment in EVENTS.items()}
    with open_warehouse() as database:
        for schema in ("marts", "ml", "insights", "reports", "pii", "landing"):
            database.execute(f"create schema {schema}")
        for table, kinds in columns.items():
            body = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
            database.execute(f"create table {table} ({body})")
        database.execute(
            f"insert into marts.fct_orders select i, true, {AMOUNT} from range({ORDERS}) r(i)"
        )
        database.execute("comment on column marts.fct_orders.order_total is 'Value, in GBP'")
        database.execute("insert into pii.client_contacts values ('1', '+380501234567')")
        row = f"{ORDERS}, {ORDERS * AMOUNT}"
        database.execute(
            "insert into reports.rpt_daily_summary by name select DATE '2025-03-10' as "
            f"report_date, {ORDERS} as new_order_count, {ORDERS * AMOUNT} as new_order_amount, "
            f"true as is_working_day, {ORDERS} as usual_order_count"
        )
        database.execute(
            "insert into reports.rpt_daily_employees by name select '2025-03-10' as report_date, "
            f"'unassigned' as employee_id, {row.split(', ')[0]} as new_order_count, "
            f"{row.split(', ')[1]} as new_order_amount"
        )
        database.execute(f"insert into reports.rpt_monthly_summary values ('2025-03-01', {ORDERS})")


def change(statement: str) -> None:
    with open_warehouse() as database:
        database.execute(statement)


def published_orders() -> int:
    with open_published() as database:
        return database.execute("select count(*) from marts.fct_orders").fetchone()[0]


def test_a_green_audit_says_where_its_documents_are(warehouse, company):
    address = audit(company, DAY)

    assert address.startswith("file://")
    assert os.path.exists(address.removeprefix("file://"))


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        ("insert into marts.fct_orders values ('1', false, 5)", "marts.fct_orders: rows that"),
        ("update marts.fct_orders set order_total = 25.51 where order_id = '3'", "daily report"),
        ("insert into landing.order_lines values ('1', null)", "order lines landed"),
        ("insert into landing.returns values ('2025-03-01', 5)", "returned amount landed"),
        ("insert into landing.payments values ('2025-03-01', 5)", "paid amount landed"),
        ("insert into landing.deals values ('2025-03-01')", "deals landed"),
        ("insert into reports.rpt_daily_funnel values (1)", "deals won in the mart"),
        ("update reports.rpt_daily_summary set usual_order_count = 500", "new orders of 2025"),
        ("update reports.rpt_monthly_summary set order_count = 9", "orders in the monthly report"),
        ("update reports.rpt_daily_employees set new_order_amount = 0", "the same by employee"),
    ],
)
def test_a_red_audit_says_what_is_wrong_and_nothing_is_published(
    warehouse, company, harm, expected
):
    change(harm)

    with pytest.raises(ClienteleError, match="is red") as caught:
        audit(company, DAY)

    assert expected in str(caught.value)
    assert not paths().published_file.exists()


def test_whatever_landed_and_is_in_no_mart_is_told(warehouse, company):
    change("insert into landing.invoices values ('2025-03-01', 5)")
    change("insert into landing.stock_movements values ('2025-03-01', 5)")
    for view in EVENTS:
        change(f"insert into landing.{view} values ('2025-03-01')")

    with pytest.raises(ClienteleError, match="is red") as caught:
        audit(company, DAY)

    assert str(caught.value).count(" landed = ") == 2 + len(EVENTS)


def test_every_reconciliation_has_two_sides():
    assert len(RECONCILED) > 5
    assert all(left != right for left, right in RECONCILED.values())


def test_a_table_that_lost_rows_since_the_last_generation_is_red(warehouse, company):
    publish(company, DAY)
    change("delete from marts.fct_orders where order_id > '4'")

    with pytest.raises(ClienteleError, match=r"marts\.fct_orders: rows: found 5"):
        audit(company, DAY)

    assert published_orders() == ORDERS


def test_events_after_the_day_s_end_are_not_missed(warehouse, company):
    change("insert into landing.returns values ('2025-03-11 00:00:00', 5)")

    assert audit(company, DAY)


def test_a_reader_keeps_its_generation_and_a_new_reader_sees_the_new_one(warehouse, company):
    publish(company, DAY)
    reader = os.open(paths().published_file, os.O_RDONLY)
    old = os.fstat(reader).st_ino
    change("insert into marts.fct_orders values ('x', true, 1)")

    publish(company, DAY)

    assert os.fstat(reader).st_ino == old
    os.close(reader)
    assert published_orders() == ORDERS + 1


def test_what_is_published_is_complete_with_comments_and_parquet(warehouse, company):
    publish(company, DAY)

    with open_published() as database:
        comment = database.execute(
            "select comment from duckdb_columns() where column_name = 'order_total'"
        ).fetchone()
        schemas = {row[0] for row in database.execute("select schema_name from duckdb_tables()")
                   .fetchall()}  # fmt: skip
        day = database.execute("select as_of_date from reports.rpt_generation").fetchone()
    file = paths().published_dir / "parquet" / "marts" / "fct_orders.parquet"
    rows = connect().execute(f"select count(*) from '{file}'").fetchone()
    assert comment == ("Value, in GBP",)
    assert schemas == {"marts", "insights", "reports"}
    assert day == (DAY,)
    assert rows == (ORDERS,)


def test_a_past_day_is_published_without_what_was_foretold_after_it(warehouse, company):
    change("create table ml.client_churn (as_of_date DATE)")
    change("insert into ml.client_churn values ('2025-03-09'), ('2025-03-10'), ('2025-03-11')")

    publish(company, DAY)

    with open_published() as database:
        days = database.execute("select max(as_of_date) from ml.client_churn").fetchone()
    assert days == (DAY,)


def test_contact_data_lie_apart_and_only_their_owner_may_read_them(warehouse, company):
    publish(company, DAY)

    assert paths().pii_file.stat().st_mode & 0o777 == 0o600
    assert b"+380501234567" not in paths().published_file.read_bytes()
    contacts = connect(paths().pii_file, read_only=True)
    assert contacts.execute("select phone from pii.client_contacts").fetchone() == (
        "+380501234567",
    )
    contacts.close()


def test_only_so_many_generations_are_kept_and_one_can_be_published_again(warehouse, company):
    for number in range(3):
        change(f"insert into marts.fct_orders values ('n{number}', true, 1)")
        publish(company, DAY)
    names = generations()

    restore(names[0])

    assert names == ["000002-2025-03-10", "000003-2025-03-10"]
    assert published_orders() == ORDERS + 2


def test_a_crash_while_the_generation_is_written_leaves_the_old_one(
    warehouse, company, monkeypatch
):
    publish(company, DAY)
    change("insert into marts.fct_orders values ('x', true, 1)")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("include.publish._swap_in", crash)
        with pytest.raises(KeyboardInterrupt):
            publish(company, DAY)

    assert published_orders() == ORDERS


def test_a_backfill_of_an_older_day_leaves_the_newer_generation(warehouse, company, monkeypatch):
    publish(company, DAY)
    monkeypatch.setattr("include.refresh._reach", lambda *_, **__: None)
    older = date(2025, 3, 9)

    publish_tables(company, older)
    kept = published_day()
    publish_tables(company, older, over_newer=True)

    assert kept == DAY
    assert published_day() == older

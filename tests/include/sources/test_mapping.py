"""The mapping: what a source writes, read as the entity's types, or said to be unreadable."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from include.errors import ClienteleError
from include.sources.config import SqlSource
from include.sources.mapping import bind, with_typed_fields
from include.sources.values import timestamp_utc
from include.warehouse import connect

ZONE = "Europe/London"


def read_one(entity: str, value: str, field: str, **stream: object) -> object:
    """Map one SQL value to one field of an entity and return what is read."""
    columns = {"order_id": "1", "ordered_at": "1", "payment_id": "1", "paid_at": "1", "amount": "1"}
    names = {"order": ("order_id", "ordered_at"), "payment": ("payment_id", "paid_at", "amount")}
    columns = {name: columns[name] for name in names[entity]} | {field: "value"}
    source = SqlSource.model_validate(
        {
            "kind": "sql",
            "connection": "x",
            "id_prefix": stream.pop("id_prefix", ""),
            "streams": {"rows": {"table": "t", **stream}},
            "entities": {entity: {"from": "rows", "columns": columns}},
        }
    )
    database = connect()
    database.execute(f"create table t as select {value} as value, 'k' as _row_key")
    (mapped,) = bind(database, "t", "shop", source, ZONE, "rows")
    query = with_typed_fields(database, "t", mapped)
    return database.execute(f"select {field} from ({query})").fetchone()[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'1234.50'", "1234.50"),
        ("'1 234.50'", "1234.50"),
        ("'1,234.50'", "1234.50"),
        ("'-7'", "-7"),
        ("12.345::DOUBLE", "12.35"),
        ("""'"12.50"'::JSON""", "12.50"),  # read as what it is, not as the text that spells it
        ("'12,5'", None),  # a comma that groups nothing: 12.5 or 125? Nobody can say
        ("'12.5.1'", None),
        ("'twelve'", None),
        ("''", None),
    ],
)
def test_money_is_read_with_a_decimal_point(value, expected):
    assert read_one("payment", value, "amount") == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("'1.234,50'", "1234.50"), ("'1\u00a0234,5'", "1234.50"), ("'0,99'", "0.99"), ("'1.5'", None)],
)
def test_money_is_read_with_a_decimal_comma_where_the_stream_says_so(value, expected):
    read = read_one("payment", value, "amount", decimal_comma=True)

    assert read == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("TIMESTAMP '2025-07-01 10:00'", datetime(2025, 7, 1, 9)),  # summer time in London
        ("TIMESTAMP '2025-01-01 10:00'", datetime(2025, 1, 1, 10)),
        ("TIMESTAMPTZ '2025-07-01 10:00:00+03'", datetime(2025, 7, 1, 7)),
        ("'2025-07-01T10:00:00Z'", datetime(2025, 7, 1, 10)),
        ("'2025-07-01 10:00:00+03:00'", datetime(2025, 7, 1, 7)),
        ("'2025-07-01 10:00'", datetime(2025, 7, 1, 9)),
        ("DATE '2025-07-01'", datetime(2025, 6, 30, 23)),
        ("'yesterday'", None),
        ("20250701", None),
    ],
)
def test_a_moment_becomes_utc(value, expected):
    assert read_one("order", value, "ordered_at") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("TIMESTAMPTZ 'infinity'", "infinity"),
        ("TIMESTAMPTZ '-infinity'", "-infinity"),
        ("TIMESTAMPTZ '0044-03-15 (BC) 12:00:00+02'", "0044-03-15 (BC) 10:00:00"),
        ("TIMESTAMPTZ '294247-01-10 04:00:54+00'", "294247-01-10 04:00:54"),  # a calendar fails
    ],
)
def test_a_moment_beyond_any_calendar_is_read_too(value, expected):
    read = timestamp_utc(value, "TIMESTAMP WITH TIME ZONE", ZONE)

    assert connect().execute(f"select cast({read} as VARCHAR)").fetchone()[0] == expected


def test_a_stream_s_own_formats_and_zone_are_used():
    read = read_one(
        "order", "'31.12.2025 23:30'", "ordered_at",
        time_formats=["%d.%m.%Y %H:%M"], zone="Europe/Kyiv",
    )  # fmt: skip

    assert read == datetime(2025, 12, 31, 21, 30)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("17850.0::DOUBLE", "17850"), ("' A1 '", "A1"), ("7", "7"), ("''", None), ("1.5", "1.5")],
)
def test_an_id_is_text_without_blanks_or_a_false_fraction(value, expected):
    assert read_one("order", value, "client_id") == expected


def test_ids_of_a_source_with_a_prefix_cannot_meet_those_of_another():
    assert read_one("order", "7", "client_id", id_prefix="web-") == "web-7"


def test_a_date_is_the_local_day_of_a_moment():
    source = {
        "kind": "sql",
        "connection": "x",
        "streams": {"rows": {"table": "t"}},
        "entities": {
            "sales_plan": {
                "from": "rows",
                "columns": {"period_month": "value", "planned_amount": "1"},
            }
        },
    }
    database = connect()
    moment = "TIMESTAMPTZ '2025-06-30 23:30:00+00'"  # already July in London
    database.execute(f"create table t as select {moment} as value, 'k' as _row_key")
    (mapped,) = bind(database, "t", "shop", SqlSource.model_validate(source), ZONE, "rows")

    query = f"select period_month from ({with_typed_fields(database, 't', mapped)})"

    assert database.execute(query).fetchone()[0] == date(2025, 7, 1)


def test_an_expression_that_fails_on_a_row_gives_null_there():
    assert read_one("order", "'x'", "ordered_at") is None


def test_an_expression_that_closes_its_query_and_opens_another_runs_nothing(tmp_path):
    written = tmp_path / "written.csv"
    database = connect()
    database.execute("create table t as select 'x' as value, 'k' as _row_key")
    text = f"1)) from t; copy (select 1) to '{written}'; select try((1"
    columns = {"order_id": "value", "ordered_at": "value", "channel": text}
    source = SqlSource.model_validate(
        {
            "kind": "sql",
            "connection": "x",
            "streams": {"rows": {"table": "t"}},
            "entities": {"order": {"from": "rows", "columns": columns}},
        }
    )

    with pytest.raises(ClienteleError, match=r"columns\.channel"):
        bind(database, "t", "shop", source, ZONE, "rows")

    assert not written.exists()


def test_an_expression_that_does_not_fit_is_named_with_the_columns_there_are():
    source = {
        "kind": "sql",
        "connection": "x",
        "streams": {"rows": {"table": "t"}},
        "entities": {
            "order": {"from": "rows", "columns": {"order_id": "numer", "ordered_at": "value"}}
        },
    }
    database = connect()
    database.execute("create table t as select 1 as value, 'k' as _row_key")

    with pytest.raises(ClienteleError) as caught:
        bind(database, "t", "shop", SqlSource.model_validate(source), ZONE, "rows")

    assert "sources.shop.entities.order.columns.order_id" in str(caught.value)
    assert "has the columns value" in str(caught.value)

"""The sql source against a real PostgreSQL: what arrives, what changes, what goes, what breaks."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from include.errors import ClienteleError
from include.landing.arrivals import missing_sources
from include.landing.load import load_landing
from include.settings import paths
from include.sources.checks.sources import check_sources
from include.sources.extract import extract, extract_each
from include.sources.sql import open_sql
from include.warehouse import open_warehouse
from tests.conftest import extract_days

DAY = date(2025, 3, 10)

ORDERS = {
    "kind": "sql",
    "connection": "shop_db",
    "streams": {
        "orders": {
            "table": "public.orders",
            "key": ["id"],
            "updated": "updated_at",
            "deletions": "sweep",
        }
    },
    "entities": {
        "order": {
            "from": "orders",
            "columns": {
                "order_id": "id",
                "client_id": "client",
                "ordered_at": "made_at",
                "order_total": "total",
            },
        }
    },
}


@pytest.fixture
def orders(shop, home):
    """Make a shop with ten orders, made and updated at noon of ten days from 10 March 2025."""
    shop.execute(
        "create table orders (id int, client text, total numeric(12, 2), "
        "made_at timestamptz not null, updated_at timestamptz, note text)"
    )
    shop.execute(
        "insert into orders select i, 'c' || i, 10 * i, t, t, 'n' from ("
        "select i, timestamptz '2025-03-09 12:00+00' + i * interval '1 day' as t "
        "from generate_series(1, 10) as i) as made"
    )
    return shop


def known(company, known_at=None) -> dict[str, float]:
    """Return what the warehouse knows: order_total by order_id."""
    load_landing(company, known_at)
    with open_warehouse() as database:
        rows = database.execute("select order_id, order_total from landing.orders").fetchall()
    assert len(rows) == len({key for key, _ in rows})
    return {key: float(total) for key, total in rows}


def test_an_interval_is_half_open(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute("update orders set updated_at = '2025-03-10 00:00+00' where id = 1")
    orders.execute("update orders set updated_at = '2025-03-11 00:00+00' where id = 2")

    (batch,) = extract_days(company, "shop", DAY)

    assert batch.rows_in == 1
    assert set(known(company)) == {"1"}


def test_any_order_and_repetition_of_days_gives_the_same(orders, company_of):
    company = company_of({"shop": ORDERS})
    for number in (3, 1, 2, 1, 3):
        extract_days(company, "shop", date(2025, 3, 9 + number))

    assert known(company) == {"1": 10, "2": 20, "3": 30}


def test_a_reading_that_brings_nothing_new_lands_nothing(orders, company_of):
    company = company_of({"shop": ORDERS})
    (first,) = extract_days(company, "shop", DAY)

    (again,) = extract_days(company, "shop", DAY)

    assert (first.rows_landed, first.duplicates) == (1, 0)
    assert (again.rows_in, again.rows_landed, again.duplicates) == (1, 0, 1)
    assert not again.file.exists()


def test_an_update_replaces_the_version_before_it(orders, company_of):
    company = company_of({"shop": ORDERS})
    extract_days(company, "shop", DAY, days=3)
    orders.execute("update orders set total = 99, updated_at = '2025-03-14 09:00+00' where id = 1")

    extract_days(company, "shop", date(2025, 3, 14))

    assert known(company)["1"] == 99


def test_an_older_version_that_comes_late_replaces_nothing(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute("update orders set total = 99, updated_at = '2025-03-14 09:00+00' where id = 1")
    extract_days(company, "shop", date(2025, 3, 14))
    orders.execute("update orders set total = 11, updated_at = '2025-03-10 09:00+00' where id = 1")

    extract_days(company, "shop", DAY)

    assert known(company)["1"] == 99


def test_the_world_can_be_seen_as_it_was_known_then(orders, company_of):
    company = company_of({"shop": ORDERS})
    (first,) = extract_days(company, "shop", DAY)
    orders.execute("update orders set total = 99, updated_at = '2025-03-10 23:00+00' where id = 1")
    extract_days(company, "shop", DAY)

    then = known(company, datetime.fromisoformat(first.ingested_at))

    assert then == {"1": 10}
    assert known(company) == {"1": 99}


def test_a_deleted_row_goes_and_comes_back(orders, company_of):
    company = company_of({"shop": ORDERS})
    extract_days(company, "shop", DAY, days=10)
    orders.execute("delete from orders where id = 4")
    (_, tombstones) = extract_days(company, "shop", DAY, closing=True)
    gone = known(company)
    orders.execute(
        "insert into orders values (4, 'c4', 44, '2025-03-13 12:00+00', '2025-03-20 12:00+00')"
    )
    extract_days(company, "shop", date(2025, 3, 20))

    assert tombstones.deleted == 1
    assert "4" not in gone
    assert known(company)["4"] == 44


def test_a_row_touched_after_the_interval_is_still_in_its_closing_reading(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute("update orders set updated_at = '2025-03-11 00:02+00' where id = 1")

    filled_in, *_ = extract_days(company, "shop", DAY)
    closed, *_ = extract_days(company, "shop", DAY, closing=True)

    assert filled_in.rows_in == 0
    assert closed.rows_in == 10


def test_a_clock_of_ours_that_ran_ahead_leaves_no_row_behind(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute("delete from orders where id > 1")
    extract_days(company, "shop", DAY, closing=True)
    extract_days(company, "shop", date(2025, 3, 20), closing=True)
    orders.execute(
        "insert into orders values (2, 'c2', 20, '2025-03-12 12:00+00', '2025-03-12 12:00+00')"
    )

    extract_days(company, "shop", date(2025, 3, 21), closing=True)

    assert known(company) == {"1": 10, "2": 20}


def test_a_mended_mapping_brings_quarantined_rows_back(orders, company_of):
    orders.execute("update orders set total = -5 where id = 1")
    (before,) = extract_days(company_of({"shop": ORDERS}), "shop", DAY)
    columns = ORDERS["entities"]["order"]["columns"] | {"order_total": "abs(total)"}
    mended = company_of(
        {"shop": ORDERS | {"entities": {"order": {"from": "orders", "columns": columns}}}}
    )

    extract_days(mended, "shop", DAY)

    assert before.quarantined == 1
    assert known(mended) == {"1": 5}


def test_a_source_column_that_bears_a_field_s_name_is_not_taken_for_it(shop, home, company_of):
    shop.execute("create table refunds (id int, amount numeric(9, 2), returned_at timestamptz)")
    shop.execute("insert into refunds values (1, -5, '2025-03-10 12:00+00')")
    company = company_of(
        {
            "shop": {
                "kind": "sql",
                "connection": "shop_db",
                "streams": {"refunds": {"table": "refunds", "key": "id"}},
                "entities": {
                    "return": {
                        "from": "refunds",
                        "columns": {"returned_at": "returned_at", "amount": "-amount"},
                    }
                },
            }
        }
    )
    extract_days(company, "shop", DAY)

    load_landing(company)

    with open_warehouse() as database:
        assert database.execute("select amount from landing.returns").fetchone() == (5,)


def test_a_table_read_in_full_is_read_once_in_a_series_of_days(orders, company_of):
    streams = {"orders": {"table": "public.orders", "key": ["id"]}}
    company = company_of({"shop": ORDERS | {"streams": streams}})
    midnight = [datetime(2025, 3, day, tzinfo=company.time_zone) for day in (10, 11, 12)]

    intervals = list(pairwise(midnight))
    batches = list(extract_each(company, "shop", intervals, run_id="test"))

    assert [len(each) for each in batches] == [0, 1]


def test_a_mass_deletion_waits_for_a_person(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute(
        "insert into orders select i, 'c', 1, '2025-03-10 12:00+00', '2025-03-10 12:00+00' "
        "from generate_series(11, 100) as i"
    )
    extract_days(company, "shop", DAY, days=10)
    orders.execute("delete from orders where id > 50")

    with pytest.raises(ClienteleError, match="50 of 100 rows are no longer at the source"):
        extract_days(company, "shop", DAY, closing=True)

    assert len(known(company)) == 100


def test_an_overlap_finds_what_was_written_late(orders, company_of):
    streams = {"orders": ORDERS["streams"]["orders"] | {"overlap": "40d"}}
    company = company_of({"shop": ORDERS | {"streams": streams}})
    extract_days(company, "shop", date(2025, 3, 19))
    orders.execute(
        "insert into orders values (77, 'c', 7, '2025-02-20 12:00+00', '2025-02-20 12:00+00')"
    )

    extract_days(company, "shop", date(2025, 3, 20))

    assert known(company)["77"] == 7


def test_bad_rows_go_to_quarantine_with_their_reasons_and_the_rest_goes_on(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute(
        "insert into orders values "
        "(21, 'c', -5, '2025-03-10 12:00+00', '2025-03-10 12:00+00'), "
        "(22, 'c', 5, '9999-12-31 00:00+00', '2025-03-10 12:00+00'), "
        "(null, 'c', 5, '2025-03-10 12:00+00', '2025-03-10 12:00+00')"
    )

    (batch,) = extract_days(company, "shop", DAY)

    assert (batch.rows_in, batch.rows_landed, batch.quarantined) == (4, 1, 3)
    with open_warehouse() as database:
        refused = database.execute(
            "select id, _reasons from read_parquet(?) order by id nulls last",
            [str(batch.quarantine_file)],
        ).fetchall()
    assert [key for key, _ in refused] == [21, 22, None]
    assert "order_total is negative" in refused[0][1][0]
    assert "ordered_at lies beyond any calendar" in refused[1][1][0]
    assert "key id is empty" in refused[2][1]


def test_of_rows_with_one_key_the_newest_is_kept(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute(
        "insert into orders values (1, 'c', 77, '2025-03-10 12:00+00', '2025-03-10 13:00+00')"
    )

    (batch,) = extract_days(company, "shop", DAY)

    assert (batch.rows_landed, batch.duplicates, batch.quarantined) == (1, 1, 0)
    assert known(company) == {"1": 77}


def test_rows_that_claim_one_key_and_differ_are_both_refused(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute(
        "insert into orders values (1, 'c', 77, '2025-03-10 12:00+00', '2025-03-10 12:00+00')"
    )

    (batch,) = extract_days(company, "shop", DAY)

    assert (batch.rows_landed, batch.duplicates, batch.quarantined) == (0, 0, 2)


def test_a_row_without_a_cursor_is_seen_and_refused(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute("update orders set updated_at = null where id = 5")

    (batch, *_) = extract_days(company, "shop", DAY, closing=True)

    assert (batch.rows_in, batch.rows_landed, batch.quarantined) == (10, 9, 1)


def test_rows_without_a_cursor_are_fetched_only_where_the_server_has_some(orders, company_of):
    company = company_of({"shop": ORDERS})
    stream = company.sources["shop"].streams["orders"]

    def says() -> bool:
        with open_sql(company, "shop", company.sources["shop"]) as opened:
            (part,) = opened.sample("orders", stream)
            return part.lacks("updated_at")

    before = says()
    orders.execute("update orders set updated_at = null where id = 5")

    assert (before, says()) == (False, True)


def test_a_reading_that_is_mostly_broken_lands_nothing(orders, company_of):
    company = company_of({"shop": ORDERS})
    orders.execute("update orders set total = -1, updated_at = '2025-03-10 12:00+00'")
    orders.execute(
        "insert into orders select i, 'c', -1, '2025-03-10 12:00+00', '2025-03-10 12:00+00' "
        "from generate_series(11, 40) as i"
    )

    with pytest.raises(ClienteleError, match=r"40 rows were read and refused.*order_total >= 0"):
        extract_days(company, "shop", DAY)

    folder = paths().landing / "shop" / "orders"
    assert [file.name for file in folder.iterdir()] == ["refused.parquet"]
    assert known(company) == {}


def test_a_stream_that_fails_leaves_the_others_alone(orders, company_of):
    streams = ORDERS["streams"] | {"clients": {"table": "public.clients"}}
    company = company_of({"shop": ORDERS | {"streams": streams}})

    with pytest.raises(ClienteleError, match="stream clients"):
        extract_days(company, "shop", DAY)

    assert known(company) == {"1": 10}


def test_a_new_column_is_kept_and_a_lost_one_is_named(orders, company_of):
    company = company_of({"shop": ORDERS})
    extract_days(company, "shop", DAY)
    orders.execute("alter table orders add column colour text default 'red'")
    extract_days(company, "shop", date(2025, 3, 11))
    orders.execute("alter table orders drop column client")

    with pytest.raises(ClienteleError, match=r"entities\.order\.columns\.client_id"):
        extract_days(company, "shop", date(2025, 3, 12))

    assert set(known(company)) == {"1", "2"}
    with open_warehouse() as database:
        colours = database.execute("select colour from raw.shop__orders order by id").fetchall()
    assert colours == [(None,), ("red",)]


def test_a_column_that_turns_to_text_is_still_read(orders, company_of):
    company = company_of({"shop": ORDERS})
    extract_days(company, "shop", DAY)
    orders.execute("alter table orders alter column total type text")
    orders.execute("update orders set total = 'none' where id = 3")

    batches = extract_days(company, "shop", date(2025, 3, 11), days=2)

    assert batches[0].quarantined == 1
    assert known(company) == {"1": 10, "2": 20}


def test_an_excluded_column_never_leaves_the_source(orders, company_of):
    streams = {"orders": ORDERS["streams"]["orders"] | {"exclude": ["note"]}}
    company = company_of({"shop": ORDERS | {"streams": streams}})

    (batch,) = extract_days(company, "shop", DAY)

    with open_warehouse() as database:
        columns = database.execute(f"describe from read_parquet('{batch.file}')").fetchall()
    assert "note" not in {name for name, *_ in columns}


def test_a_table_read_in_full_forgets_what_is_gone(orders, company_of):
    streams = {"orders": {"table": "public.orders", "key": ["id"]}}
    company = company_of({"shop": ORDERS | {"streams": streams}})
    extract_days(company, "shop", DAY)
    orders.execute("delete from orders where id = 4")
    extract_days(company, "shop", date(2025, 3, 11))
    (same,) = extract_days(company, "shop", date(2025, 3, 12))

    assert len(known(company)) == 9
    assert same.rows_landed == 0


def test_a_table_that_was_emptied_is_refused(orders, company_of):
    streams = {"orders": {"table": "public.orders", "key": ["id"]}}
    company = company_of({"shop": ORDERS | {"streams": streams}})
    orders.execute(
        "insert into orders select i, 'c', 1, '2025-03-10 12:00+00' "
        "from generate_series(11, 100) as i"
    )
    extract_days(company, "shop", DAY)
    orders.execute("truncate orders")

    with pytest.raises(ClienteleError, match="a row of the reading before is still there"):
        extract_days(company, "shop", date(2025, 3, 11))

    assert len(known(company)) == 100


def test_equal_lines_without_a_key_are_separate_and_a_re_read_adds_none(shop, home, company_of):
    source = {
        "kind": "sql",
        "connection": "shop_db",
        "streams": {"lines": {"table": "lines", "time": "sold_at"}},
        "entities": {
            "order_line": {
                "from": "lines",
                "columns": {"order_id": "receipt", "quantity": "1", "unit_price": "price"},
            }
        },
    }
    shop.execute("create table lines (receipt int, price numeric(8, 2), sold_at timestamp)")
    shop.execute("insert into lines select 1, 5, '2025-03-10 12:00' from generate_series(1, 3)")
    company = company_of({"shop": source})
    extract_days(company, "shop", DAY)
    shop.execute("delete from lines where ctid in (select ctid from lines limit 1)")
    shop.execute("insert into lines values (2, 7, '2025-03-10 13:00')")
    extract_days(company, "shop", date(2025, 3, 9), days=5)

    load_landing(company)

    with open_warehouse() as database:
        rows = database.execute(
            "select order_id, count(*), count(distinct line_id) from landing.order_lines "
            "group by order_id order by order_id"
        ).fetchall()
    assert rows == [("1", 2, 2), ("2", 1, 1)]


def test_a_server_that_is_down_is_named_without_its_password(home, company_of, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_SHOP_DB", "postgres://u:s3cret@127.0.0.1:1/d")
    company = company_of({"shop": ORDERS})

    with pytest.raises(ClienteleError, match="cannot be reached") as caught:
        extract_days(company, "shop", DAY)

    assert "s3cret" not in str(caught.value)
    assert "shop_db" in str(caught.value)


def test_check_names_every_source_that_cannot_be_read(orders, company_of):
    streams = {"orders": ORDERS["streams"]["orders"] | {"updated": "changed_at"}}
    company = company_of(
        {
            "good": ORDERS,
            "lost": ORDERS | {"connection": "no_such"},
            "wrong": ORDERS | {"streams": streams},
        }
    )

    said = [str(problem) for problem in check_sources(company)]

    assert len(said) == 2
    assert "AIRFLOW_CONN_NO_SUCH" in said[0]
    assert "'changed_at' is not there" in said[1]


def test_the_interval_s_bounds_are_the_company_s_days(shop, home, company_of):
    shop.execute("create table orders (id int, client text, total int, made_at timestamp)")
    late = datetime(2025, 7, 1, 22, 30, tzinfo=UTC)  # half past one on 2 July in Kyiv
    shop.execute("insert into orders values (1, 'c', 5, %s)", [late.replace(tzinfo=None)])
    streams = {"orders": {"table": "orders", "key": ["id"], "time": "made_at", "zone": "UTC"}}
    company = company_of({"shop": ORDERS | {"streams": streams}}, zone="Europe/Kyiv")

    (first,) = extract_days(company, "shop", date(2025, 7, 1))
    (second,) = extract_days(company, "shop", date(2025, 7, 2))

    assert (first.rows_in, second.rows_in) == (0, 1)


def test_a_night_that_failed_is_read_by_the_next(orders, company_of):
    company = company_of({"shop": ORDERS})
    extract_days(company, "shop", DAY)
    missing = missing_sources(company, date(2025, 3, 12))

    extract_days(company, "shop", date(2025, 3, 12), closing=True)

    assert missing == ["shop"]
    assert {"1", "2", "3"} <= set(known(company))
    assert missing_sources(company, date(2025, 3, 12)) == []


def test_a_gap_makes_a_source_missing_although_its_last_day_is_there(orders, company_of):
    company = company_of({"shop": ORDERS})
    extract_days(company, "shop", DAY)
    extract_days(company, "shop", date(2025, 3, 12))

    assert missing_sources(company, date(2025, 3, 12)) == ["shop"]


def test_a_row_that_vanished_for_a_night_comes_back_as_it_was(orders, company_of):
    company = company_of({"shop": ORDERS})
    extract_days(company, "shop", DAY, days=10)
    orders.execute("create table kept as select * from orders where id = 4")
    orders.execute("delete from orders where id = 4")
    extract_days(company, "shop", date(2025, 3, 20), closing=True)
    gone = known(company)
    orders.execute("insert into orders select * from kept")
    extract_days(company, "shop", date(2025, 3, 21), closing=True)

    assert "4" not in gone
    assert known(company)["4"] == 40


def test_a_reading_whose_only_news_is_a_deletion_can_be_loaded(orders, company_of):
    company = company_of({"shop": ORDERS})
    extract_days(company, "shop", DAY, days=10)
    known(company)
    orders.execute("delete from orders where id = 4")
    extract_days(company, "shop", date(2025, 3, 25), closing=True)

    assert len(known(company)) == 9


def test_a_date_is_read_by_whole_days_at_any_hour(shop, home, company_of):
    source = {
        "kind": "sql",
        "connection": "shop_db",
        "streams": {"sales": {"table": "sales", "time": "day"}},
        "entities": {
            "payment": {"from": "sales", "columns": {"paid_at": "day", "amount": "amount"}}
        },
    }
    shop.execute("create table sales (day date, amount numeric(9, 2))")
    shop.execute("insert into sales select '2025-03-09'::date + i, 4 from generate_series(1, 4) i")
    company = company_of({"shop": source})
    for day in (10, 11, 12, 13, 11, 12):
        start, end = (datetime(2025, 3, d, 6, tzinfo=company.time_zone) for d in (day, day + 1))
        extract(company, "shop", start, end, run_id="test")

    load_landing(company)

    with open_warehouse() as database:
        paid = database.execute("select count(*), sum(amount) from landing.payments").fetchone()
    assert paid == (4, 16)


def test_keys_of_two_columns_cannot_meet(shop, home, company_of):
    source = {
        "kind": "sql",
        "connection": "shop_db",
        "streams": {"sales": {"table": "sales", "key": ["a", "b"]}},
        "entities": {
            "payment": {"from": "sales", "columns": {"paid_at": "'2025-03-10'", "amount": "1"}}
        },
    }
    shop.execute("create table sales (a text, b text)")
    shop.execute("insert into sales values ('x|y', 'z'), ('x', 'y|z')")
    company = company_of({"shop": source})
    extract_days(company, "shop", DAY)

    load_landing(company)

    with open_warehouse() as database:
        assert database.execute("select count(*) from landing.payments").fetchone() == (2,)


def test_a_status_that_changes_back_without_a_time_of_update_is_what_it_is_now(
    shop, home, company_of
):
    columns = ORDERS["entities"]["order"]["columns"] | {"order_total": "5", "status": "state"}
    streams = {"orders": {"table": "orders", "key": ["id"]}}
    entities = {"order": {"from": "orders", "columns": columns}}
    company = company_of({"shop": ORDERS | {"streams": streams, "entities": entities}})
    shop.execute("create table orders (id int, client text, made_at timestamptz, state text)")
    shop.execute("insert into orders values (1, 'c', '2025-03-10 12:00+00', 'placed')")
    for day, state in ((10, "placed"), (11, "cancelled"), (12, "placed")):
        shop.execute("update orders set state = %s", [state])
        extract_days(company, "shop", date(2025, 3, day))

    load_landing(company)

    with open_warehouse() as database:
        told = database.execute("select status from landing.order_status_changes").fetchall()
    assert told == [("placed",)]


def test_a_column_is_excluded_in_any_spelling_and_a_misspelt_one_is_refused(orders, company_of):
    spelt = {"orders": ORDERS["streams"]["orders"] | {"exclude": "NOTE"}}
    misspelt = {"orders": ORDERS["streams"]["orders"] | {"exclude": "notes"}}

    (batch,) = extract_days(company_of({"shop": ORDERS | {"streams": spelt}}), "shop", DAY)

    with open_warehouse() as database:
        columns = database.execute(f"describe from read_parquet('{batch.file}')").fetchall()
    assert "note" not in {name for name, *_ in columns}
    with pytest.raises(ClienteleError, match="column to exclude is not there"):
        extract_days(company_of({"shop": ORDERS | {"streams": misspelt}}), "shop", DAY)

"""Pages on disk: what is written is what DuckDB reads, whatever a row holds."""

import pytest

from include.errors import ClienteleError
from include.sources.connector import Page
from include.sources.progress import Progress
from include.sources.spool import fields_at, fields_in, rows_of, spool
from include.sources.streams import SystemStream
from include.sources.systems.dynamics365.tables import properties
from include.sources.web.clock import VirtualClock
from include.warehouse import connect

PLACE = "source crm, stream notes"


@pytest.fixture
def spooled(tmp_path):
    progress = Progress("crm", VirtualClock())
    return lambda *pages: spool(pages, tmp_path / "rows.parquet", progress, PLACE)


def texts(file, **fields: str) -> list[tuple]:
    stream = SystemStream(fields=fields or {"text": "text"})
    with connect() as database:
        return database.execute(
            f"select * exclude (payload) from {rows_of(stream, file)}"
        ).fetchall()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a\x00b", "a\ufffdb"),
        ("\x00\x00", "\ufffd\ufffd"),
        ("spelt \\u0000", "spelt \\u0000"),
        ("half \ud800", "half ?"),
        ("x" * 10_000_000, "x" * 10_000_000),
        ({"a": 1}, '{"a":1}'),
        (2**63, "9223372036854775808"),
        (None, None),
    ],
)
def test_a_text_comes_back_whatever_is_in_it(spooled, written, read):
    pages = spooled(Page([{"text": written}]))

    (row,) = texts(pages.rows)

    assert row == (read,)


def test_a_field_is_named_by_key_by_path_or_by_sql(spooled):
    pages = spooled(Page([{"@a.b": 1, "of": {"c": [2, 3]}}]))

    found = texts(
        pages.rows, key="@a.b", path="$.of.c[1]", sql="= upper(payload ->> '@a.b') || '!'"
    )

    assert found == [("1", "3", "1!")]


def test_what_the_last_pages_say_of_themselves_is_kept(spooled):
    pages = spooled(
        Page([{"text": "1"}], bookmark="first", deleted=[{"id": "7"}]),
        Page([{"text": "2"}], bookmark="second"),
        Page(is_complete=True),
    )

    assert (pages.bookmark, pages.is_complete, pages.deletions) == ("second", True, 1)


def test_paging_that_goes_in_a_circle_is_given_up(spooled):
    with pytest.raises(ClienteleError, match=r"the same page came 6 times \(source crm"):
        spooled(*[Page([{"text": "again"}])] * 100)


@pytest.mark.parametrize("length", [2, 3, 7])
def test_a_circle_of_many_pages_is_noticed_wherever_it_begins(spooled, length):
    begin = [Page([{"number": -number}]) for number in range(1, 5)]
    circle = [Page([{"number": number}]) for number in range(length)]

    with pytest.raises(ClienteleError, match=r"the same page came 6 times \(source crm"):
        spooled(*begin, *circle * 30)


def test_a_page_that_comes_twice_now_and_then_is_no_circle(spooled):
    pages = [Page([{"number": number // 2}]) for number in range(100)]

    assert texts(spooled(*pages).rows, number="number")[-2:] == [("49",), ("49",)]


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("statecode", ["statecode"]),
        ("statecode@OData.Community.Display.V1.FormattedValue", ["statecode"]),
        ("$.statecode", ["statecode"]),
        ("$.address.city", ["address"]),
        ('$."statecode@OData"', ["statecode"]),
        ('$."of town".name', ["of town"]),
        ("@odata.etag", []),
        ("$[0].name", []),
        (" name", [" name"]),
        ("=coalesce(payload ->> nullif('cr_no', ''), payload ->> '$.name')", ["cr_no", "name"]),
        ("=payload -> 'parties' ->> 'kind'", ["parties"]),
        ("=PAYLOAD->>'name'", ["name"]),
        ("='name'", []),
    ],
)
def test_the_fields_that_a_value_is_made_of_are_those_of_the_row(place, fields):
    assert fields_at(place) == fields


def test_a_field_is_told_with_the_relation_that_it_is_said_of():
    assert fields_in("deals.payload ->> 'a' || payload ->> 'b'") == [("deals", "a"), ("", "b")]


def test_a_table_is_asked_for_the_columns_that_its_values_are_made_of():
    said = {"number": "=payload ->> nullif('cr_no', '')", "state": "statecode@OData"}
    stream = SystemStream(fields=said, key=("accountid",))

    assert properties(stream) == ["cr_no", "statecode", "accountid"]

"""What a view is made of: the relations that its SQL names, and no word of a comment or a text."""

import pytest

from include.sources.needs import main_stream, mentions, needed

STREAMS = ("calls", "deals", "people")
VIEWS = {
    "clients": "select * from people",
    "told": "-- as calls are\nselect * from deals left join Clients using (client_id)",
    "kept": "with told as (select * from told) select * from told",
}


@pytest.mark.parametrize(
    ("sql", "is_named"),
    [
        ("select * from calls", True),
        ("select * from CALLS", True),
        ('select * from "calls"', True),
        ("select * from phone_calls", False),
        ("select 1 -- of calls", False),
        ("select 1 -- of its own\nfrom calls", True),
        ("select 1 /* of\ncalls */", False),
        ("select 'calls'", False),
        ("select 'it''s calls'", False),
        ("select 1 -- one's own\nfrom calls where kind = 'in'", True),
        ("select '--' as mark from calls", True),
        ("select 1 as \"caller's\" from calls where kind = 'in'", True),
    ],
)
def test_a_relation_is_named_by_code_alone(sql, is_named):
    assert mentions(sql, "calls") is is_named


def test_a_view_needs_what_its_views_need_each_after_its_own():
    assert needed("kept", STREAMS, VIEWS) == ["deals", "people", "clients", "told", "kept"]
    assert needed("calls", STREAMS, VIEWS) == ["calls"]


def test_a_view_is_about_the_stream_that_it_selects_from_last():
    assert main_stream("kept", STREAMS, VIEWS) == "deals"
    assert main_stream("people", STREAMS, VIEWS) == "people"

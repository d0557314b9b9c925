"""What a connector ships: streams read alone serve something, or say what they need beside them."""

import re

import pytest

from include.errors import ClienteleError

FUNNELS = {"sales": {"stages": [{"id": "new", "label": "New"}, {"id": "won", "label": "Won"}]}}


@pytest.fixture
def served(company_of):
    def load(*only: str) -> set[str]:
        source = {"kind": "bitrix24", "connection": "x", "only": list(only)}
        return set(company_of({"crm": source}, funnels=FUNNELS).sources["crm"].entities)

    return load


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (
            ["activities"],
            "the stream activities serves nothing without companies, contacts, deals, leads, "
            "statuses;",
        ),
        (
            ["leads", "contacts"],
            "the streams contacts, leads serve nothing without companies, statuses;",
        ),
    ],
)
def test_what_is_read_for_nothing_is_refused_once_with_all_that_it_needs(served, only, expected):
    with pytest.raises(ClienteleError, match=re.escape(expected)) as refused:
        served(*only)

    added = re.search("nothing without (.*?);", str(refused.value))[1].split(", ")
    assert served(*only, *added)


def test_every_stream_but_the_calls_serves_all_but_the_calls(served, company_of):
    whole = company_of({"crm": {"kind": "bitrix24", "connection": "x"}}, funnels=FUNNELS)
    streams = whole.sources["crm"].streams

    assert served(*(set(streams) - {"calls"})) == set(whole.sources["crm"].entities)


def test_a_view_of_the_company_in_the_place_of_a_shipped_one_needs_what_it_names(company_of):
    own = {"portal_clients": "select 'contact' as thing, id, id as client_id from contacts"}
    source = {"kind": "bitrix24", "connection": "x", "only": ["contacts", "leads", "statuses"]}
    entities = {"client": None, "client_identifier": None}

    company = company_of({"crm": source | {"views": own, "entities": entities}})

    assert set(company.sources["crm"].entities) == {"lead", "channel"}


def test_streams_named_with_their_companions_serve_their_entities_and_no_others(served):
    assert served("deals", "contacts", "companies", "statuses") == {
        "channel",
        "client",
        "client_identifier",
        "deal",
    }


SHOP = {"order", "order_line", "payment", "product"}


def test_what_only_some_companies_have_is_read_when_the_options_say_so(company_of):
    own = {"entities": {"deal_stage_event": None, "deal": None}}
    source = {"kind": "bitrix24", "connection": "x"} | own

    without = company_of({"crm": source}).sources["crm"]
    with_shop = company_of({"crm": source | {"options": {"shop": True}}}).sources["crm"]

    assert not SHOP & set(without.entities)
    assert set(with_shop.entities) == set(without.entities) | SHOP
    assert "shop_payments" not in without.streams
    assert "shop_payments" in with_shop.streams


@pytest.mark.parametrize(
    "said",
    [
        {"only": ["shop_payments"]},
        {"streams": {"shop_payments": {"overlap": "2h"}}},
        {"entities": {"payment": {"from": "shop_payments", "columns": {"paid_at": "datePaid"}}}},
    ],
)
def test_a_stream_that_is_off_is_refused_with_the_option_that_reads_it(company_of, said):
    with pytest.raises(ClienteleError, match=r"shop_payments is off; options: \{shop: true\}"):
        company_of({"crm": {"kind": "bitrix24", "connection": "x"} | said})


@pytest.mark.parametrize(
    "said",
    [
        {"entities": {"order": {"from": "portal_orders", "columns": {"order_id": "order_id"}}}},
        {"views": {"big_orders": "select * from portal_orders where order_total > 1000"}},
    ],
)
def test_a_view_that_needs_a_stream_that_is_off_is_refused_with_the_option(company_of, said):
    expected = (
        r"the stream shop_\w+, which the view \w+_orders needs, is off; options: \{shop: true\}"
    )

    with pytest.raises(ClienteleError, match=expected):
        company_of({"crm": {"kind": "bitrix24", "connection": "x"} | said})


@pytest.mark.parametrize("name", ["interactions", "survey_response"])
def test_null_for_an_entity_that_is_not_shipped_is_refused_with_those_that_are(company_of, name):
    source = {"kind": "telegram", "connection": "x", "entities": {name: None}}

    with pytest.raises(
        ClienteleError, match=rf"entities\.{name} is no entity that telegram serves"
    ):
        company_of({"bot": source})


def test_a_field_within_a_field_is_refused_without_its_path_and_told_how_to_write_it(company_of):
    fields = {"id": "id", "mail": "guest.mail"}
    source = {"kind": "bitrix24", "connection": "x", "streams": {"deals": {"fields": fields}}}

    with pytest.raises(
        ClienteleError, match=r"'guest\.mail' names no field; write \$\.guest\.mail"
    ):
        company_of({"crm": source}, funnels=FUNNELS)


def test_a_stream_that_stands_by_itself_is_read_alone(served):
    assert served("users") == {"employee"}

"""What a connector ships: streams read alone serve something, or say what they need beside them."""

import pytest

from include.errors import ClienteleError


@pytest.fixture
def served(company_of):
    funnels = {"sales": {"stages": [{"id": "new", "label": "New"}, {"id": "won", "label": "Won"}]}}

    def load(*only: str) -> set[str]:
        source = {"kind": "bitrix24", "connection": "x", "only": list(only)}
        return set(company_of({"crm": source}, funnels=funnels).sources["crm"].entities)

    return load


def test_a_stream_that_is_read_for_nothing_is_refused_with_what_it_needs(served):
    with pytest.raises(
        ClienteleError, match=r"the stream deals serves nothing without companies, statuses"
    ):
        served("deals", "contacts")


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


def test_a_stream_that_stands_by_itself_is_read_alone(served):
    assert served("users") == {"employee"}

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


def test_a_stream_that_stands_by_itself_is_read_alone(served):
    assert served("users") == {"employee"}

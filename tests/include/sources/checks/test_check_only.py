"""What the check says of streams that `only` leaves out: with them more would be served."""

import pytest

from include.sources.checks.only import left_out

TASK = {
    "from": "activities",
    "where": "TYPE_ID = '3'",
    "columns": {"task_id": "ID", "created_at": "CREATED"},
}


@pytest.fixture
def notes(company_of):
    """Return a function that says what a portal's source is told."""

    def said(*only: str, **entities: dict | None) -> list[tuple[str, str]]:
        source = {"kind": "bitrix24", "connection": "x", "only": only, "entities": entities}
        company = company_of({"crm": source}, funnels={"sales": {"stages": ["new", "won"]}})
        return [(note.what, note.remedy) for note in left_out(company)]

    return said


def test_what_a_stream_could_serve_with_its_companions_is_told_with_their_names(notes):
    ((what, remedy),) = notes("activities", "contacts", "companies", task=TASK)

    assert what == "interaction is not served, or not wholly, without leads, deals, statuses"
    assert remedy == (
        "Name leads, deals, statuses too, or map it from what is read, see docs/sources/bitrix24.md"
    )


def test_what_needs_nothing_that_is_read_is_left_out_without_a_word(notes):
    assert notes("users") == []
    assert notes("contacts", "companies", "leads", "statuses") == []


def test_deals_without_their_stages_are_told_with_the_stream_that_has_them(notes):
    deals = ("contacts", "companies", "deals", "statuses")

    assert notes(*deals) == [
        (
            "deals are served without their stages, so none is in a funnel",
            "Name stage_history too",
        )
    ]
    assert notes(*deals, "stage_history") == []


def test_an_entity_that_the_company_maps_itself_is_not_missed(notes):
    lead = {"from": "leads", "columns": {"lead_id": "id", "created_at": "createdTime"}}

    assert notes("leads", lead=lead) == []

"""The rules over an entity's fields, asked of rows on either side of each."""

import pytest

from include.sources.entities import ENTITIES
from include.sources.entities.entity import SQL_TYPES
from include.warehouse import connect

GOOD_LINE = {"quantity": 2, "unit_price": 5, "line_total": 10}


def reasons(entity: str, **values: object) -> list[str]:
    """Return what the entity's rules say against a row; fields not named are null."""
    fields = ", ".join(
        f"cast({values.get(field.name, 'null')!s} as {SQL_TYPES[field.type]}) as {field.name}"
        for field in ENTITIES[entity].fields
    )
    database = connect()
    return [
        rule.otherwise
        for rule in ENTITIES[entity].rules
        if not database.execute(
            f"select coalesce({rule.holds}, true) from (select {fields})"
        ).fetchone()[0]
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"quantity": 0}, "quantity of a sale is not positive"),
        ({"quantity": -1, "line_kind": "'no_charge'"}, None),
        ({"unit_price": -5}, "unit_price of a sale is negative"),
        ({"unit_price": -5, "line_kind": "'adjustment'"}, None),
        ({"unit_price": "null", "line_total": "null"}, "neither line_total nor unit_price"),
        ({"quantity": 9_000_000_000, "unit_price": 9_000_000_000}, "beyond belief"),
    ],
)
def test_a_line_that_makes_no_sense_is_told_why(change, reason):
    told = reasons("order_line", **GOOD_LINE | change)

    assert [reason in text for text in told] == ([True] if reason else [])


def test_a_negative_order_is_a_return():
    assert reasons("order", order_total=0) == []
    assert "map it as a return" in reasons("order", order_total=-1)[0]


def test_a_word_on_consent_names_who_said_it():
    assert reasons("consent", identifier_value="'anna@example.com'") == []
    assert reasons("consent", client_id="'anna'") == []
    assert "neither client_id nor identifier_value" in reasons("consent")[0]


@pytest.mark.parametrize(
    ("entity", "first", "last", "reason"),
    [
        ("absence", "first_day", "last_day", "last_day is before first_day"),
        ("employee_schedule", "starts_at", "ends_at", "ends_at is before starts_at"),
    ],
)
def test_what_ends_before_it_begins_is_told(entity, first, last, reason):
    assert reasons(entity, **{first: "'2024-07-02'", last: "'2024-07-02'"}) == []
    assert reasons(entity, **{first: "'2024-07-02'", last: "'2024-07-01'"}) == [reason]


def test_a_day_of_work_that_does_not_end_is_told():
    shift = {"starts_at": "'2024-07-02 20:00'"}

    assert reasons("employee_schedule", **shift, ends_at="'2024-07-04 08:00'") == []
    assert (
        "more than 36 hours"
        in reasons("employee_schedule", **shift, ends_at="'2024-07-04 08:00:01'")[0]
    )


def test_what_an_event_may_be_known_by_is_what_a_client_may_have():
    kinds = {
        field.allowed
        for entity in ENTITIES.values()
        for field in entity.fields
        if field.name == "identifier_kind"
    }

    assert len(kinds) == 1


def test_entities_of_one_name_have_one_view():
    views = [entity.view for entity in ENTITIES.values()]

    assert len(views) > 30
    assert len(set(views)) == len(views)

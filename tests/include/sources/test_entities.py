"""The rules over an entity's fields, asked of rows on either side of each."""

import pytest

from include.sources.entities import ENTITIES
from include.sources.entity import SQL_TYPES
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

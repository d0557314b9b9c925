"""The contract: what is asked of each row, and what need not be."""

import pytest

from include.quality.contract import contract_of
from include.sources.config import SqlSource
from include.sources.mapping import bind
from include.warehouse import connect

ORDERS = SqlSource.model_validate(
    {
        "kind": "sql",
        "connection": "x",
        "streams": {"rows": {"table": "t"}},
        "entities": {
            "order": {
                "from": "rows",
                "columns": {"order_id": "1", "ordered_at": "DATE '2025-03-10'", "client_id": "id"},
            }
        },
    }
)


@pytest.mark.parametrize(
    ("value", "is_asked", "is_broken"),
    [
        ("7::BIGINT", False, False),
        ("' 7 '", False, False),
        ("7::DOUBLE", True, False),
        ("'NaN'::DOUBLE", True, True),
    ],
)
def test_what_is_a_text_in_any_case_is_not_asked_whether_it_can_be_read(value, is_asked, is_broken):
    database = connect()
    database.execute(f"create table t as select {value} as id, 'k' as _row_key")
    bound = bind(database, "t", "shop", ORDERS, "UTC", "rows")

    contract = contract_of(database, "t", {"id": ""}, ORDERS.streams["rows"], "UTC", bound)

    reasons = database.execute(f"select {contract.reasons} from {contract.query}").fetchone()[0]
    clauses = [clause.name for clause in contract.clauses]
    assert ("order: client_id is readable" in clauses) == is_asked
    assert reasons == ["order: client_id cannot be read as text (found: nan)"] * is_broken

"""The shop's own company.yml: its mapping fits, and its dirty rows end in quarantine."""

from datetime import timedelta

import pytest

from include.company import load_company
from include.warehouse import connect, literal
from sandbox.postgres import fill_shop
from sandbox.servers import COMPANY, make_home
from sandbox.shop import DIRTY_ROWS, FIRST_DAY, LAST_DAY, make_shop
from sandbox.shop_orders import local_midnight
from sandbox.shop_plans import DIRTY_PLANS
from tests.conftest import extract_days

DAYS = (LAST_DAY - FIRST_DAY).days + 1


@pytest.fixture
def company(home):
    home.rmdir()
    make_home(home)
    return load_company(home / COMPANY.name)


def test_exactly_the_planted_rows_of_the_database_are_quarantined(company, postgres, shop):
    fill_shop(postgres, make_shop(), local_midnight(LAST_DAY + timedelta(days=1)))

    batches = extract_days(company, "shop", FIRST_DAY, DAYS)

    found = {batch.stream: _quarantined_ids(batch) for batch in batches if batch.quarantined}
    assert found == {name: set(rows) for name, rows in DIRTY_ROWS.items()}
    for batch in batches:
        assert batch.rows_in == batch.rows_landed + batch.duplicates + batch.quarantined


def test_the_plan_that_is_no_number_is_quarantined(company):
    (batch,) = extract_days(company, "plans", LAST_DAY)

    assert batch.quarantined == DIRTY_PLANS
    assert batch.rows_landed > 200


def _quarantined_ids(batch) -> set[int]:
    with connect() as database:
        file = literal(str(batch.quarantine_file))
        return {row[0] for row in database.execute(f"select id from {file}").fetchall()}

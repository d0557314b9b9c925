"""Views of company.yml: what a mapping reads where rows of a stream are no rows of an entity."""

from datetime import date

import pytest

from include.errors import ClienteleError
from include.landing.load import load_landing
from include.sources.checks.sources import check_sources
from include.warehouse import open_warehouse
from tests.conftest import extract_days

DAY = date(2025, 3, 10)
SALES = "no,client,sold_at,amount\n1,a,2025-03-10,5\n1,a,2025-03-10,7\n2,b,2025-03-10,3\n"
TOTALS = (
    "select no, min(client) as client, min(sold_at) as sold_at, sum(cast(amount as int)) as total "
    "from sales group by no"
)


@pytest.fixture
def company(home, tmp_path, company_of):
    (tmp_path / "sales.csv").write_text(SALES)

    def write(**views: str):
        columns = {"order_id": "no", "ordered_at": "sold_at", "order_total": "total"}
        if "status" in views["rich"]:
            columns["status"] = "status"
        till = {
            "kind": "files",
            "streams": {"sales": {"path": "sales.csv", "load": "full"}},
            "views": views,
            "entities": {"order": {"from": "rich", "columns": columns}},
        }
        return company_of({"till": till})

    return write


def test_a_view_may_group_a_stream_and_stand_on_another_view(company):
    grouped = company(receipts=TOTALS, rich="select * from receipts where total > 4")
    extract_days(grouped, "till", DAY)

    load_landing(grouped)

    assert check_sources(grouped) == []
    with open_warehouse() as database:
        found = database.execute("select order_id, order_total from landing.orders").fetchall()
    assert [(key, float(total)) for key, total in found] == [("1", 12.0)]


def test_an_order_of_a_view_has_the_status_that_the_view_tells(company):
    grouped = company(receipts=TOTALS, rich="select *, 'completed' as status from receipts")
    extract_days(grouped, "till", DAY)

    load_landing(grouped)

    with open_warehouse() as database:
        told = database.execute(
            "select order_id, changes.status, changed_at = ordered_at "
            "from landing.order_status_changes as changes "
            "join landing.orders using (order_id) order by all"
        ).fetchall()
    assert told == [("1", "completed", True), ("2", "completed", True)]


def test_a_view_whose_sql_does_not_fit_is_named_before_anything_runs(company):
    broken = company(receipts=TOTALS, rich="select * from receipts where weight > 4")

    (problem,) = check_sources(broken)

    assert problem.where == "company.yml: sources.till.views.rich"
    assert "weight" in problem.what


def test_a_view_is_one_statement_and_nothing_of_a_second_is_run(company, tmp_path):
    spy = tmp_path / "spied.csv"
    escaping = f"select 1) select 1; copy (select 1) to '{spy}'; --"

    (problem,) = check_sources(company(receipts=TOTALS, rich=escaping))

    assert "A view is one select" in problem.remedy
    assert not spy.exists()


def test_a_view_may_end_in_a_comment(company):
    told = company(receipts=TOTALS, rich="select * from receipts -- those of the till")

    assert check_sources(told) == []


def test_a_view_may_not_bear_the_name_of_a_stream(company):
    with pytest.raises(ClienteleError, match=r"views.sales bears the name of a stream"):
        company(sales=TOTALS, rich="select * from sales")

"""The sales plans: a workbook that reads back as it was made, with one raise and one dirty row."""

from include.warehouse import connect, literal
from sandbox.shop_plans import DIRTY_PLANS, RAISED_FROM, make_plans, write_plans


def test_the_workbook_reads_back_as_it_was_made(tmp_path):
    plans = make_plans()

    file = write_plans(tmp_path / "inbox")
    with connect(extensions=("excel",)) as database:
        rows = database.execute(
            f"select count(*), sum(try_cast(amount as DECIMAL(18, 2))) "
            f"from read_xlsx({literal(str(file))}, all_varchar = true)"
        ).fetchone()

    amounts = plans["amount"][plans["amount"].str.isdigit()].astype(int)
    assert rows == (len(plans), int(amounts.sum()))
    assert len(plans) - len(amounts) == DIRTY_PLANS


def test_each_month_has_one_plan_of_the_company_and_from_the_raise_on_two_versions():
    plans = make_plans()
    company = plans[plans["employee"].isna()]

    versions = company.groupby("month")["valid_from"].nunique()

    raised = versions.index >= RAISED_FROM.isoformat()
    assert (versions[raised] == 2).all()
    assert (versions[~raised] == 1).all()
    assert not company.duplicated(["month", "valid_from"]).any()

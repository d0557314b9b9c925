"""A report holds what was published, or says plainly why it cannot."""

import re
from dataclasses import asdict, fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from include.errors import ClienteleError
from include.reports import model_rows, rows
from include.reports.assemble import assemble
from include.reports.render import render
from include.settings import paths
from include.warehouse import connect

THURSDAY = date(2011, 11, 24)
SOURCES = Path(rows.__file__).parent.rglob("*.*")
TOLD = "\n".join(file.read_text() for file in SOURCES if file.suffix in (".py", ".html", ".txt"))
ROW_TYPES = [
    kind
    for module in (rows, model_rows)
    for kind in vars(module).values()
    if hasattr(kind, "TABLE")
]


@pytest.fixture
def company(company_of):
    return company_of({})


@pytest.mark.parametrize("row_type", ROW_TYPES, ids=lambda kind: kind.__name__)
def test_every_column_that_a_report_reads_is_promised(promised, row_type):
    wanted = {field.name for field in fields(row_type)}

    assert wanted <= set(promised[row_type.TABLE])


@pytest.mark.parametrize("row_type", ROW_TYPES, ids=lambda kind: kind.__name__)
def test_a_report_reads_no_column_that_it_does_not_tell_or_sort_by(row_type):
    idle = {
        field.name
        for field in fields(row_type)
        if not re.search(rf"(\.|order by .*\b){field.name}\b", TOLD)
    }

    assert idle == set()


def test_a_daily_report_is_the_published_row_and_nothing_else(publish, company, daily):
    anna, nobody = daily().employees
    richest = replace(nobody, new_order_amount=anna.new_order_amount + 1)
    written = daily().day
    publish({
        "reports.rpt_daily_summary": [asdict(written)],
        "reports.rpt_daily_employees": [
            {"report_date": THURSDAY, **asdict(employee)} for employee in (richest, anna)
        ],
        "reports.rpt_sources": [asdict(daily().sources[0])],
    })  # fmt: skip

    report = assemble("daily", THURSDAY, company)

    assert report.day.new_order_amount == written.new_order_amount
    assert report.as_of == THURSDAY
    # nobody's work stands last, whatever it comes to
    assert [employee.employee_id for employee in report.employees] == ["e1", "unassigned"]
    assert report.forecast == ()
    assert report.forecast_run is None


@pytest.mark.parametrize(
    ("friday", "has_orders"),
    [
        ({"new_order_count": 0, "current_order_count": 0}, False),
        ({"new_order_count": 1, "current_order_count": 0}, True),
        ({"new_order_count": 0, "current_order_count": 1}, True),
    ],
)
def test_one_order_in_the_whole_file_makes_a_company_with_orders(
    publish, company, daily, friday, has_orders
):
    quiet = replace(daily().day, new_order_count=0, current_order_count=0)
    publish({
        "reports.rpt_daily_summary": [
            asdict(quiet), asdict(replace(quiet, report_date=date(2011, 11, 25), **friday))
        ],
    })  # fmt: skip

    assert assemble("daily", THURSDAY, company).has_orders is has_orders


def test_who_neither_sells_nor_called_is_not_listed(publish, company, daily):
    anna = asdict(daily().employees[0]) | {"is_seller": False}
    publish({
        "reports.rpt_daily_summary": [asdict(daily().day)],
        "reports.rpt_daily_employees": [
            {"report_date": THURSDAY, **anna, **said}
            for said in (
                {"employee_id": "seller", "is_seller": True},
                {"employee_id": "caller", "made_call_count": 1},
                {"employee_id": "called", "answered_call_count": 1},
                {"employee_id": "storekeeper"},
            )
        ],
    })  # fmt: skip

    report = assemble("daily", THURSDAY, company)

    assert [each.employee_id for each in report.employees] == ["called", "caller", "seller"]


def test_a_monthly_report_takes_any_day_of_its_month(publish, company, monthly):
    month = monthly()
    publish({
        "reports.rpt_daily_summary": [{"report_date": date(2011, 11, 30)}],
        "reports.rpt_monthly_summary": [asdict(each) for each in month.months],
        "reports.rpt_forecast_totals": [asdict(each) for each in month.forecast],
        "ml.model_runs": [
            {"model": "sales_forecast", "measure": "order_count", "as_of_date": date(2011, 11, 30),
             "status": "refused"},
            {"model": "sales_forecast", "measure": "net_revenue", **asdict(month.forecast_run)},
        ],
    })  # fmt: skip

    report = assemble("monthly", date(2011, 11, 17), company)

    assert report.month.month_start == date(2011, 11, 1)
    assert [each.month_start.month for each in report.months] == [10, 11]
    assert report.forecast == month.forecast
    assert report.forecast_run.status == "published"


@pytest.mark.parametrize(("kind", "known"), [("daily", THURSDAY), ("monthly", date(2011, 11, 25))])
def test_a_report_tells_of_no_forecast_that_was_made_after_it(
    publish, company, daily, monthly, kind, known
):
    runs = [replace(daily().forecast_run, as_of_date=date(2011, 11, day)) for day in (24, 25, 26)]
    friday = replace(daily().day, report_date=date(2011, 11, 25))
    publish({
        "reports.rpt_daily_summary": [asdict(daily().day), asdict(friday)],
        "reports.rpt_monthly_summary": [asdict(monthly().month)],
        "ml.model_runs": [
            {"model": "sales_forecast", "measure": "net_revenue", **asdict(run)} for run in runs
        ],
    })  # fmt: skip

    report = assemble(kind, THURSDAY, company)

    assert report.forecast_run.as_of_date == known


@pytest.mark.parametrize(
    ("kind", "known", "told_on"),
    [("daily", 26, 24), ("monthly", 26, 26), ("monthly", 35, 30)],
)
def test_clients_at_risk_are_told_as_they_were_known_then(
    publish, company, daily, monthly, kind, known, told_on
):
    days = [date(2011, 11, 1) + timedelta(days=n) for n in range(40)]
    client = asdict(daily().clients_at_risk[0])
    publish({
        "reports.rpt_daily_summary": [
            asdict(replace(daily().day, report_date=day)) for day in days[:known]
        ],
        "reports.rpt_monthly_summary": [asdict(monthly().month)],
        "reports.rpt_clients_at_risk": [
            {"as_of_date": day, **client, "client_id": f"known on {day:%-d}"} for day in days[:30]
        ],
        "ml.model_runs": [
            {"model": "churn", "measure": "churn_probability", "as_of_date": days[told_on - 2]},
        ],
    })  # fmt: skip

    report = assemble(kind, THURSDAY, company)

    assert [each.client_id for each in report.clients_at_risk] == [f"known on {told_on}"]
    assert report.churn_run is None


def test_a_past_month_tells_the_pairs_and_old_answers_that_were_known_at_its_end(
    publish, company, daily, monthly
):
    month, years_end = monthly(), date(2011, 12, 31)
    november, december = {"month_start": month.period}, {"month_start": date(2011, 12, 1)}
    pair, score, run = month.product_pairs[0], month.model_scores[0], month.pairs_run
    later = replace(pair, product_name="KNOWN IN DECEMBER"), replace(score, as_of_date=THURSDAY)
    publish({
        "reports.rpt_daily_summary": [asdict(replace(daily().day, report_date=years_end))],
        "reports.rpt_monthly_summary": [asdict(month.month)],
        "reports.rpt_product_pairs": [november | asdict(pair), december | asdict(later[0])],
        "reports.rpt_model_scoreboard": [november | asdict(score), december | asdict(later[1])],
        "ml.model_runs": [
            {"model": "associations", "measure": "confidence", **asdict(each)}
            for each in (run, replace(run, as_of_date=years_end))
        ],
    })  # fmt: skip

    report = assemble("monthly", THURSDAY, company)

    assert [each.product_name for each in report.product_pairs] == [pair.product_name]
    assert [each.as_of_date for each in report.model_scores] == [score.as_of_date]
    assert report.pairs_run.as_of_date == date(2011, 11, 30)


def test_a_day_alone_in_the_file_still_makes_a_mail(publish, company, daily):
    publish({"reports.rpt_daily_summary": [asdict(daily().day)]})

    rendered = render(assemble("daily", THURSDAY, company), "en")

    assert "There are no sales, calls or plans of employees to show." in rendered.text
    assert "Nothing is known about the sources." in rendered.text


@pytest.mark.parametrize("kind", ["daily", "monthly"])
def test_a_period_that_was_not_published_names_the_last_day_and_the_remedy(
    publish, company, daily, kind
):
    publish({"reports.rpt_daily_summary": [asdict(daily().day)]})

    with pytest.raises(ClienteleError) as caught:
        assemble(kind, date(2012, 3, 1), company)

    assert "2012-03" in caught.value.what
    assert "2011-11-24" in caught.value.where
    assert "refresh" in caught.value.remedy


def test_an_empty_file_is_told_from_a_late_one(publish, company):
    publish({})

    with pytest.raises(ClienteleError, match="holds no day yet"):
        assemble("daily", THURSDAY, company)


def test_a_file_of_another_version_is_named_as_such(home, company):
    paths().published_dir.mkdir()
    connect(paths().published_file).close()

    with pytest.raises(ClienteleError, match="another version"):
        assemble("daily", THURSDAY, company)


STALE = {
    "en": ("Old numbers", "stale data"),
    "ru": ("Старые числа", "данные устарели"),
    "uk": ("Старі числа", "дані застаріли"),
}


@pytest.mark.parametrize("locale", STALE)
def test_a_night_that_failed_is_told_with_the_last_known_day(publish, company, daily, locale):
    publish({"reports.rpt_daily_summary": [asdict(daily().day)]})
    friday = date(2011, 11, 25)

    report = assemble("daily", friday, company, or_latest=True)
    rendered = render(report, locale)

    subject, rule = STALE[locale]
    assert (report.missed, report.period) == (friday, THURSDAY)
    assert rendered.subject.startswith(subject)
    assert rule in rendered.text

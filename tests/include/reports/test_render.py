"""Whatever the numbers and names are, the mail stays whole, in HTML, text, chart and header."""

import email
import email.policy
import json
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from include.reports.charts import daily_figure, monthly_figure
from include.reports.message import compose
from include.reports.monthly_view import monthly_view
from include.reports.plain_text import clean
from include.reports.preview import write_files
from include.reports.render import render
from include.reports.rows import Source
from include.reports.view import Comparison
from include.reports.wording import LOCALES, Words

HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "formula": '=HYPERLINK("http://evil.example","click")',
    "header": 'Ann"\r\nBcc: thief@evil.example\r\n\r\n.\r\n',
    "bidi": "\u202eeman neddih\u2066\u200b",
    "long": "w" * 5000,
    "maths": r"$\frac{1}{0}$ and $\undefined",
    "template": "{{ 7 * 7 }} {% raw %} {n} %s",
    "inline": '<img src="cid:chart"> src="cid:chart"',
    "nul": "a\x00b\ud800c",
    "boundary": "--=_0\r\nContent-Type: text/html\r\n\r\n<b>x",
}
VOID = {"img", "meta", "br", "link", "hr", "input"}


class Reader(HTMLParser):
    """Read a mail as a browser does: its open tags, what it would run or load, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note what a tag is and what it would load."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.loaded += [value for name, value in attrs if name in {"src", "href", "background"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Hold a tag to the one it closes."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Collect what is read."""
        self.words += data


def named(report, text):
    """Give everything in a report that has a name this one."""
    employees = tuple(replace(each, employee_name=text) for each in report.employees)
    source = Source(text, datetime(2011, 11, 24), 1, True)
    clients = tuple(
        replace(each, client_id=text, country=text, first_recommendation=text, churn_reasons=text)
        for each in report.clients_at_risk
    )
    changes = {
        "company_name": text,
        "employees": employees,
        "sources": (source,),
        "clients_at_risk": clients,
        "churn_run": replace(report.churn_run, status="refused", reason=text),
        "funnel": tuple(replace(each, stage_label=text) for each in report.funnel),
    }
    if report.kind == "monthly":
        changes |= {
            "countries": tuple(replace(each, country=text) for each in report.countries),
            "products": tuple(replace(each, product_name=text) for each in report.products),
            "product_pairs": tuple(
                replace(each, product_name=text, pair_product_name=text)
                for each in report.product_pairs
            ),
            "forecast_run": replace(report.forecast_run, status="refused", reason=text),
        }
    return replace(report, **changes)


@pytest.fixture(params=["daily", "monthly"])
def report(request, daily, monthly):
    return {"daily": daily, "monthly": monthly}[request.param]()


@pytest.fixture(params=HOSTILE)
def hostile(request):
    return HOSTILE[request.param]


def test_a_hostile_name_is_shown_as_text_and_breaks_nothing(report, hostile):
    rendered = render(named(report, hostile), "en")
    page = Reader(rendered.html)

    assert page.open == []
    assert page.tags.isdisjoint({"script", "a", "iframe", "link", "form"})
    assert not any(name.startswith("on") for name in page.attributes)
    assert page.loaded == ["cid:chart"]
    shown = clean(hostile, 30).rstrip("…")
    assert shown in page.words
    assert shown in rendered.text
    everything = page.words + rendered.text + rendered.subject
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", everything)
    assert len(rendered.text) < 6000


def test_a_hostile_name_stays_out_of_the_headers(report, hostile):
    rendered = render(named(report, hostile), "en")

    message = compose(rendered, sender="c@shop.example", recipient="m@shop.example",
                      message_id="<1@shop.example>")  # fmt: skip
    read = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)

    assert read["Bcc"] is None
    assert read["Subject"] == rendered.subject
    assert len(rendered.subject) < 120
    kinds = [part.get_content_type() for part in read.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html",
                     "image/png"]  # fmt: skip


def test_a_hostile_name_does_not_leave_a_line_of_its_own_in_the_text(report):
    rendered = render(named(report, HOSTILE["header"]), "en")

    assert not re.search(r"^\s*(Bcc:|\.$)", rendered.text, flags=re.MULTILINE)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "state",
    [
        {},
        {"plan_amount": None, "plan_completion_pct": None},
        {"plan_amount": Decimal(0), "plan_completion_pct": None},
        {"average_check": None, "median_check": None, "orders_without_client_count": 0},
    ],
)
def test_every_state_is_told_in_every_language(report, locale, state, daily, monthly):
    make = daily if report.kind == "daily" else monthly

    rendered = render(make(**state), locale)

    assert Reader(rendered.html).open == []
    assert "None" not in rendered.text
    assert not re.search(r"\b(nan|inf)\b|\{|\}|∞", rendered.text)


@pytest.mark.parametrize(
    "day",
    [
        {"new_order_count": 0, "new_order_amount": Decimal(0), "usual_order_amount": Decimal(0)},
        {"new_order_amount": Decimal(-500), "month_fact_amount": Decimal(-500),
         "plan_completion_pct": -0.1, "pace_pct": -1.0},
        {"working_day_of_month": 0, "working_day_share_pct": 0.0, "pace_pct": None},
        {"working_days_in_month": 0, "working_day_share_pct": None, "pace_pct": None},
        {"usual_order_count": None, "usual_order_amount": None},
    ],
    ids=["zero", "negative", "first of month", "no workdays", "no past"],
)  # fmt: skip
def test_a_strange_day_still_makes_a_mail(daily, day):
    report = daily(**day)
    alone = replace(report, days=(report.day,), forecast=(), employees=(), sources=())

    for each in (report, alone):
        rendered = render(each, "uk")
        assert Reader(rendered.html).open == []
        assert rendered.images["chart"].startswith(b"\x89PNG")


def test_a_client_without_reasons_leaves_no_empty_line(daily):
    clients = tuple(replace(each, churn_reasons=None) for each in daily().clients_at_risk)

    text = render(daily({"clients_at_risk": clients}), "en").text

    assert not re.search(r"^ +$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ["daily", "monthly"])
def test_a_company_that_never_had_an_order_reads_of_none(daily, monthly, kind, locale):
    make = {"daily": daily, "monthly": monthly}[kind]
    nobody = replace(make().employees[0], employee_id="unassigned")
    bare = {"has_orders": False, "employees": (nobody,), "clients_at_risk": (), "churn_run": None}
    if kind == "monthly":
        bare |= {"countries": (), "products": (), "forecast": (), "forecast_periods": (),
                 "product_pairs": (), "pairs_run": None, "model_scores": ()}  # fmt: skip
    without = {"plan_amount": None, "plan_completion_pct": None, "orders_without_client_count": 0}

    rendered = render(make(bare, **without), locale)

    page = Reader(rendered.html)
    assert (page.open, page.loaded, rendered.images) == ([], [], {})
    told = f"{rendered.subject} {rendered.text}".lower()
    assert not re.search("order|revenue|forecast|заказ|выруч|прогноз|замовл|виторг", told)
    assert "\n\n\n" not in rendered.text


def test_an_absent_plan_is_said_and_not_drawn(daily):
    rendered = render(daily(plan_amount=None, plan_completion_pct=None, pace_pct=None), "en")

    assert "No plan for November" in rendered.text
    assert not re.search(r"(?<![\d.])0%", rendered.text)


def test_without_an_employee_one_sentence_takes_the_place_of_the_table(daily):
    rendered = render(daily({"employees": daily().employees[1:]}), "en")

    assert "No order names an employee: 113 orders for £50,979, all unassigned." in rendered.text
    assert "Unassigned:" not in rendered.text


def test_a_long_list_of_employees_still_ends_with_nobodys_work(daily):
    anna, nobody = daily().employees
    many = tuple(replace(anna, employee_id=f"e{n}", employee_name=f"Ann {n}") for n in range(25))

    text = render(daily({"employees": (*many, nobody)}), "en").text

    assert "Ann 18:" in text
    assert "Ann 19:" not in text
    assert "Unassigned:" in text
    assert "and 6 more in reports.rpt_daily_employees" in text


def test_calls_stand_beside_the_sales_of_who_made_them(report):
    eve = replace(
        report.employees[0],
        employee_name="Eve",
        is_seller=False,
        made_call_count=9,
        answered_call_count=5,
        talked_minutes=38,
    )

    text = render(replace(report, employees=(*report.employees, eve)), "en").text

    assert "Eve: –\n   calls: 9 made, 5 answered · 38 min of talk\n" in text
    assert text.count("calls: ") == 1


@pytest.mark.parametrize(
    ("missed", "said"),
    [
        ((None, None, None), None),
        ((41, 3, 2), "Missed calls: 3 (of 41 that came in · 2 called back in time)\n"),
        ((41, 0, 0), "Missed calls: 0 (of 41 that came in)\n"),
    ],
)
def test_missed_calls_are_told_where_there_is_a_telephone(daily, monthly, missed, said):
    names = ("inbound_call_count", "missed_call_count", "called_back_call_count")
    calls = dict(zip(names, missed, strict=True))

    for text in (render(make(**calls), "en").text for make in (daily, monthly)):
        assert said in text if said else "Missed calls" not in text


def test_a_missing_source_says_how_old_its_data_are_by_the_companys_clock(daily):
    late = Source("bank", datetime(2011, 11, 20, 22, 30), 0, True)
    never = Source("plans", None, 0, True)

    text = render(daily({"sources": (late, never), "zone": "Europe/Kyiv"}), "en").text

    assert "bank is missing, last read up to 21 Nov 2011, 00:30." in text
    assert "plans is missing and has never been read." in text


def test_a_refused_forecast_gives_its_reason(monthly):
    run = replace(monthly().forecast_run, status="refused", reason="12 days of history")

    text = render(monthly({"forecast": (), "forecast_run": run}), "en").text

    assert "No forecast: 12 days of history" in text


@pytest.mark.parametrize("status", ["published", "baseline"])
def test_a_forecast_stands_beside_the_error_of_the_plain_rule(monthly, status):
    run = replace(monthly().forecast_run, status=status)

    text = render(monthly({"forecast_run": run}), "en").text

    assert "probably £1,450,000, four times in five between £900,000 and £1,900,000" in text
    assert "0.78" in text
    assert "1.02" in text
    assert ("Made by the plain rule" in text) == (status == "baseline")


def test_a_share_of_a_few_returns_is_no_percentage(monthly):
    text = render(monthly(return_line_count=12, matched_return_line_count=3), "en").text

    assert "Return lines tied to their sale: 3 of 12, too few for a percentage" in text


# three amounts of millions, each with its currency, are wider than a phone
def test_the_months_are_compared_in_whole_numbers_under_one_currency(monthly):
    view = monthly_view(monthly(revenue_amount=Decimal("1991851.40")), Words("en", "GBP"))

    assert view.comparison[0] == Comparison("Revenue, GBP", ("1,991,851", "1,154,979"))


def test_a_dollar_in_the_chart_is_money_and_not_mathematics(daily, monthly):
    words = Words("ru", "USD")

    figures = [daily_figure(daily(), words), monthly_figure(monthly(), words)]

    texts = [text for figure in figures for text in figure.findobj(lambda a: hasattr(a, "get_text"))
             if text.get_text()]  # fmt: skip
    assert any("$" in text.get_text() for text in texts)
    assert not any(text.get_parse_math() for text in texts)


def test_the_same_report_gives_the_same_bytes(report):
    assert render(report, "ru") == render(report, "ru")


def test_the_numbers_are_frozen_as_they_were_read(daily):
    numbers = json.loads(render(daily(), "en").numbers)

    assert numbers["day"]["new_order_amount"] == "50978.63"
    assert numbers["period"] == "2011-11-24"


def test_the_files_stand_alone(report, tmp_path):
    files = write_files(render(named(report, HOSTILE["inline"]), "en"), tmp_path / "out")

    assert {file.name for file in files} == {"report.html", "report.txt", "report.eml", "chart.png"}
    page = Reader((tmp_path / "out/report.html").read_text(encoding="utf-8"))
    assert [source.partition(",")[0] for source in page.loaded] == ["data:image/png;base64"]
    assert "base64" not in page.words


def test_a_client_at_risk_is_named_by_key_and_place_with_what_to_do(report):
    text = render(report, "en").text

    assert "12409 · Switzerland: £1,729, risk 63%\n   Has bought only once\n" in text
    assert "Call: much revenue hangs on this client. Offer: ALARM CLOCK." in text


@pytest.mark.parametrize(
    ("status", "clients", "said"),
    [
        ("published", (), "By the model, no client is at risk."),
        ("refused", (), "Too little history for a model yet."),
        ("failed", (), "The model gave no answer this time."),
        ("refused", None, "Too little history for a model yet. The plain rule answers"),
        ("baseline", None, "No model beat the plain rule"),
    ],
)
def test_where_no_model_speaks_the_mail_says_why(report, status, clients, said):
    run = replace(report.churn_run, status=status, reason="3 clients")
    shown = report.clients_at_risk if clients is None else clients

    text = render(replace(report, churn_run=run, clients_at_risk=shown), "en").text

    assert said in text


def test_what_has_no_data_leaves_no_trace(report):
    bare = replace(report, churn_run=None, clients_at_risk=(), funnel=())
    if report.kind == "monthly":
        bare = replace(
            bare, forecast_periods=(), forecast_hits=(), pairs_run=None, product_pairs=(),
            model_scores=(),
        )  # fmt: skip

    text = render(bare, "en").text.upper()

    for title in ("AT RISK", "FUNNEL", "BOUGHT TOGETHER", "HALF-YEARS", "WHAT MODELS SAID"):
        assert title not in text


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ({}, "Proposal: 3 entered, 50% (20 of 40)\n   12 open · £6,400\n"),
        ({"reached_count": 3, "previous_reached_count": 12}, "3 entered, 3 of 12, too few\n"),
        ({"previous_reached_count": None}, "Proposal: 3 entered\n"),
        ({"open_count": 0, "open_amount": Decimal(0), "lost_amount": Decimal(0)}, "Lost: 1. "),
    ],
)
def test_a_stage_tells_its_conversion_with_both_counts(report, stage, said):
    funnel = (replace(report.funnel[0], **stage),)

    assert said in render(replace(report, funnel=funnel), "en").text


def test_a_funnel_without_deals_is_left_out_and_a_second_one_is_named(report):
    stage = report.funnel[0]
    idle = replace(
        stage, funnel_id="idle", entry_count=0, open_count=0, lost_count=0, cohort_count=0
    )
    partners = replace(stage, funnel_id="partners")

    text = render(replace(report, funnel=(idle, partners, stage)), "en").text

    assert "FUNNEL: PARTNERS" in text
    assert "FUNNEL: SALES" in text
    assert "IDLE" not in text


def test_a_conversion_that_may_still_grow_says_so(monthly, daily):
    young = replace(daily().funnel[0], cohort_count=0, previous_reached_count=None)

    assert "it may still grow" in render(monthly(), "en").text
    assert "No deal is 30 days old yet" in render(daily({"funnel": (young,)}), "en").text


@pytest.mark.parametrize(("is_hit", "word"), [(True, "a hit."), (False, "a miss.")])
def test_last_months_forecast_is_held_to_what_came(monthly, is_hit, word):
    hit = replace(monthly().forecast_hits[0], is_hit=is_hit)

    text = render(monthly({"forecast_hits": (hit,)}), "en").text

    assert (
        "November 2011: £1,300,000 was forecast on 31 Oct 2011, £1,200,000 to £1,500,000. "
        f"It came to £1,461,756 net of returns: {word}"
    ) in text


def test_half_years_pairs_and_scores_are_told_in_numbers(monthly):
    text = render(monthly(), "en").text

    assert "First half of 2012: £6,000,000\n   from £5,000,000 to £7,000,000\n" in text
    assert "GREEN TEACUP + ROSES TEACUP: 76%\n   together in 767 of 1,013 baskets" in text
    assert "Who stays away: order of risk: 0.76, plain rule 0.61\n   3,318 clients scored" in text


def test_under_thirty_neither_a_pair_nor_a_model_is_measured(monthly):
    report = monthly()
    pair = replace(report.product_pairs[0], antecedent_count=29, joint_count=22)
    score = replace(report.model_scores[0], subject_count=29)

    text = render(monthly({"product_pairs": (pair,), "model_scores": (score,)}), "en").text

    assert pair.product_name not in text
    assert "order of risk" not in text

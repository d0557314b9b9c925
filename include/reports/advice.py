"""What to look at: at most three lines, each from a fixed rule that is named beside it.

A rule looks only at numbers of the report. It says what it saw, what to do, and which rule it is,
so that nobody takes it for the guess of a model.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from include.reports.headline import working_days_gone
from include.reports.plain_text import shortened
from include.reports.report import DailyReport, MonthlyReport, Report
from include.reports.rows import DayEmployee, Month, MonthEmployee
from include.reports.verdict import PACE_TOLERANCE_PCT, UNUSUAL_PCT, day_word, judge, pace_word
from include.reports.wording import SMALLEST_DENOMINATOR, Words

MOST_LINES = 3
MOST_NAMES = 3
# a tenth of what was sold coming back is about what a distance-selling shop has on a bad day
MANY_RETURNS = Decimal("0.10")
# every fifth order without a client is too many to call an exception at the till
MANY_WITHOUT_CLIENT = 0.20
LOW_FORECAST = Decimal("0.90")


@dataclass(frozen=True)
class Advice:
    """One line of what to look at."""

    seen: str
    to_do: str
    rule: str


def advise(report: Report, words: Words) -> list[Advice]:
    """Return the most urgent lines, most urgent first; none when nothing stands out."""
    rules = DAILY_RULES if isinstance(report, DailyReport) else MONTHLY_RULES
    if not report.has_orders:
        rules = [rule for rule in rules if rule in RULES_WITHOUT_ORDERS]
    found = [line for rule in rules for line in rule(report, words)]
    return found[:MOST_LINES]


def _line(words: Words, name: str, n: int | None = None, **values: str) -> Advice:
    key = f"advice.{name}"
    return Advice(
        words.say(f"{key}.seen", n, **values), words.say(f"{key}.to_do"), words.say(f"{key}.rule")
    )


def _stale(report: Report, words: Words) -> Iterator[Advice]:
    if report.missed:
        missed, known = (words.date(day, "date") for day in (report.missed, report.period))
        yield _line(words, "stale", missed=missed, known=known)


def _missing_sources(report: Report, words: Words) -> Iterator[Advice]:
    for source in report.sources:
        if source.is_missing:
            yield _line(words, "missing_source", source=shortened(source.source_name, 40))


def _no_orders(report: DailyReport, words: Words) -> Iterator[Advice]:
    if day_word(report.day) == "empty":
        yield _line(words, "no_orders")


def _behind_plan(report: DailyReport, words: Words) -> Iterator[Advice]:
    day = report.day
    if pace_word(day) == "behind":
        yield _line(
            words,
            "behind_plan",
            done=words.percent(day.plan_completion_pct, 1),
            passed=working_days_gone(day, words),
        )


def _lagging_employees(report: MonthlyReport, words: Words) -> Iterator[Advice]:
    behind = [
        employee
        for employee in report.employees
        if employee.plan_completion_pct is not None
        and employee.plan_completion_pct < 100 - PACE_TOLERANCE_PCT
    ]
    if behind and not report.month.is_open_month:
        behind.sort(key=lambda employee: employee.plan_completion_pct)
        yield _line(words, "lagging_employees", names=_names(behind, words))


def _weak_day(report: DailyReport, words: Words) -> Iterator[Advice]:
    day = report.day
    if day_word(day) != "weak" or day.usual_order_count is None:
        return
    fewer = day.new_order_count < (100 - UNUSUAL_PCT) / 100 * float(day.usual_order_count)
    yield _line(
        words,
        "fewer_orders" if fewer else "smaller_orders",
        day.new_order_count,
        usual=words.number(day.usual_order_count),
    )


def _idle_employees(report: DailyReport, words: Words) -> Iterator[Advice]:
    people = [e for e in report.employees if e.is_seller and e.employee_id != "unassigned"]
    idle = [employee for employee in people if employee.new_order_count == 0]
    if report.day.is_working_day and 0 < len(idle) < len(people):
        yield _line(words, "idle_employees", names=_names(idle, words))


def _returns(report: Report, words: Words) -> Iterator[Advice]:
    if isinstance(report, DailyReport):
        returned, sold = report.day.returned_amount, report.day.new_order_amount
    else:
        returned, sold = report.month.returned_amount, report.month.revenue_amount
    if returned > 0 and returned >= MANY_RETURNS * sold:
        yield _line(
            words, "returns", returned=words.round_money(returned), sold=words.round_money(sold)
        )


def _without_client(report: Report, words: Words) -> Iterator[Advice]:
    if isinstance(report, DailyReport):
        part, whole = report.day.orders_without_client_count, report.day.new_order_count
    else:
        part, whole = report.month.orders_without_client_count, report.month.order_count
    if whole >= SMALLEST_DENOMINATOR and part >= MANY_WITHOUT_CLIENT * whole:
        yield _line(words, "without_client", share=words.ratio(part, whole))


def _month_fell(report: MonthlyReport, words: Words) -> Iterator[Advice]:
    before: Month | None = report.months[-2] if len(report.months) > 1 else None
    if judge(report).word not in {"fell", "plan_missed"} or before is None:
        return
    if report.month.revenue_amount >= before.revenue_amount:
        return
    fewer = report.month.order_count < before.order_count
    yield _line(
        words,
        "month_fewer_orders" if fewer else "month_smaller_orders",
        report.month.order_count,
        usual=words.number(before.order_count),
    )


def _low_forecast(report: MonthlyReport, words: Words) -> Iterator[Advice]:
    coming = [month for month in report.forecast if month.month_start > report.period]
    if coming and not report.month.is_open_month:
        likely = coming[0].p50
        if likely < LOW_FORECAST * report.month.restated_net_amount:
            yield _line(words, "low_forecast", likely=words.round_money(likely))


def _quarantine(report: Report, words: Words) -> Iterator[Advice]:
    held = sum(source.quarantined_rows for source in report.sources)
    if held:
        yield _line(words, "quarantine", held)


def _names(people: list[DayEmployee] | list[MonthEmployee], words: Words) -> str:
    shown = ", ".join(
        shortened(person.employee_name or person.employee_id, 30) for person in people[:MOST_NAMES]
    )
    rest = len(people) - MOST_NAMES
    return words.say("advice.and_more", rest, names=shown) if rest > 0 else shown


Rule = Callable[[Report, Words], Iterator[Advice]]
DAILY_RULES: tuple[Rule, ...] = (
    _stale,
    _missing_sources,
    _no_orders,
    _behind_plan,
    _weak_day,
    _idle_employees,
    _returns,
    _without_client,
    _quarantine,
)
MONTHLY_RULES: tuple[Rule, ...] = (
    _missing_sources,
    _month_fell,
    _lagging_employees,
    _low_forecast,
    _returns,
    _without_client,
    _quarantine,
)
# the others speak of orders, which a company that never had one is not asked about
RULES_WITHOUT_ORDERS: tuple[Rule, ...] = (_stale, _missing_sources, _quarantine)

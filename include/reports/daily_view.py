"""The daily mail's figures in words."""

from collections.abc import Callable

from include.reports.headline import working_days_gone
from include.reports.report import DailyReport
from include.reports.rows import Day, DayEmployee
from include.reports.view import (
    Entry,
    Plan,
    Section,
    Tile,
    View,
    data_lines,
    joined,
    people,
    person_name,
    plan_aside,
    plan_cells,
    widths,
)
from include.reports.wording import Number, Words


def daily_view(report: DailyReport, words: Words) -> View:
    """Lay the day out."""
    return View(
        period=words.sentence(words.date(report.period, "day")),
        tiles=_order_tiles(report.day, words) + _client_tiles(report.day, words),
        plan=_plan(report, words),
        chart_title=words.say("chart.daily_title"),
        chart_aside=words.say("chart.forecast_net") if report.forecast else "",
        chart_alt=words.say("chart.daily_alt", day=words.date(report.period, "date")),
        comparison_heads=(),
        comparison=(),
        forecast=(),
        sections=(_employees(report, words),),
        facts=_facts(report.day, words),
        data=data_lines(report, words),
    )


def _order_tiles(day: Day, words: Words) -> tuple[Tile, ...]:
    return (
        Tile(
            words.say("tile.new_orders"),
            words.number(day.new_order_count),
            _usual(day.usual_order_count, words.number, words),
        ),
        Tile(
            words.say("tile.new_amount"),
            words.money(day.new_order_amount),
            _usual(day.usual_order_amount, words.round_money, words),
        ),
        Tile(
            words.say("tile.current_orders"),
            words.money(day.current_order_amount),
            words.say("open_orders", day.current_order_count),
        ),
        Tile(
            words.say("tile.average_check"),
            words.money(day.average_check),
            words.say("tile.median", value=words.money(day.median_check)),
        ),
    )


def _client_tiles(day: Day, words: Words) -> tuple[Tile, ...]:
    return (
        Tile(
            words.say("tile.returns"),
            words.money(day.returned_amount),
            words.say("returns", day.return_count),
        ),
        Tile(
            words.say("tile.clients"),
            words.number(day.seen_client_count),
            joined(
                words.say("buying_clients", day.buying_client_count),
                words.say("new_clients", day.new_client_count),
            ),
        ),
    )


def _usual(level: Number | None, form: Callable[[Number], str], words: Words) -> str:
    return "" if level is None else words.say("change.usual", value=form(level))


def _plan(report: DailyReport, words: Words) -> Plan | None:
    day = report.day
    if not day.plan_amount or day.plan_completion_pct is None:
        return None
    fact = words.say(
        "plan.fact",
        fact=words.money(day.month_fact_amount),
        plan=words.money(day.plan_amount),
    )
    pace = "" if day.pace_pct is None else words.say("plan.pace", pace=words.percent(day.pace_pct))
    return Plan(
        title=words.say("plan.title", month=words.date(report.period, "month_name")),
        done=words.percent(day.plan_completion_pct, 1),
        cells=plan_cells(day.plan_completion_pct, day.working_day_share_pct),
        notes=(
            joined(fact, words.say(f"revenue_event.{report.revenue_event}")),
            joined(working_days_gone(day, words), pace),
        ),
    )


def _employees(report: DailyReport, words: Words) -> Section:
    bars = widths(employee.new_order_amount for employee in report.employees)
    entries = [
        Entry(
            name=person_name(employee, words),
            value=words.round_money(employee.new_order_amount),
            width=bar,
            notes=_work(employee, words),
            aside=plan_aside(employee, words),
        )
        for employee, bar in zip(report.employees, bars, strict=True)
    ]
    nobody = words.say(
        "employee.nobody",
        orders=words.say("orders", report.day.new_order_count),
        amount=words.round_money(report.day.new_order_amount),
    )
    return people(words.say("section.employees"), report.employees, entries, nobody, words)


def _work(employee: DayEmployee, words: Words) -> tuple[str, ...]:
    new = joined(
        words.say("new_orders", employee.new_order_count),
        words.say("clients", employee.client_count),
    )
    completed = paid = ""
    if employee.completed_order_count:
        completed = words.say(
            "employee.completed",
            count=words.number(employee.completed_order_count),
            amount=words.round_money(employee.completed_order_amount),
        )
    if employee.paid_amount:
        paid = words.say("employee.paid", amount=words.round_money(employee.paid_amount))
    return tuple(line for line in (new, joined(completed, paid)) if line)


def _facts(day: Day, words: Words) -> tuple[tuple[str, str], ...]:
    if not day.orders_without_client_count:
        return ()
    value = words.say(
        "more.value_with_amount",
        value=words.ratio(day.orders_without_client_count, day.new_order_count),
        amount=words.money(day.sale_amount_without_client),
    )
    return ((words.say("more.without_client"), value),)

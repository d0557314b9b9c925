"""The daily mail's figures in words."""

from collections.abc import Callable

from include.reports.at_risk import clients_at_risk
from include.reports.daily_lists import employees
from include.reports.funnel import daily_funnels
from include.reports.headline import working_days_gone
from include.reports.report import DailyReport
from include.reports.rows import Day
from include.reports.view import (
    Plan,
    Tile,
    View,
    check_tile,
    data_lines,
    joined,
    missed_calls_tile,
    plan_cells,
    returns_tile,
    without_client,
)
from include.reports.wording import Number, Words


def daily_view(report: DailyReport, words: Words) -> View:
    """Lay the day out; without orders ever, no figure of orders and no chart of them."""
    return View(
        period=words.sentence(words.date(report.period, "day")),
        tiles=(
            *(_tiles(report.day, words) if report.has_orders else ()),
            *missed_calls_tile(report.day, words),
        ),
        plan=_plan(report, words),
        chart_title=words.say("chart.daily_title"),
        chart_aside=words.say("chart.forecast_net") if report.forecast else "",
        chart_alt=words.say("chart.daily_alt", day=words.date(report.period, "date")),
        comparison_heads=(),
        comparison=(),
        forecast=(),
        sections=(
            employees(report, words),
            *daily_funnels(report, words),
            clients_at_risk(report, words),
        ),
        facts=_facts(report.day, words),
        data=data_lines(report, words),
    )


def _tiles(day: Day, words: Words) -> tuple[Tile, ...]:
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
        check_tile(day.average_check, day.median_check, words),
        returns_tile(day.returned_amount, day.return_count, words),
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


def _facts(day: Day, words: Words) -> tuple[tuple[str, str], ...]:
    return without_client(
        day.orders_without_client_count,
        day.new_order_count,
        day.sale_amount_without_client,
        words,
    )

"""The monthly mail's figures in words."""

from datetime import timedelta
from decimal import Decimal

from include.reports.at_risk import clients_at_risk
from include.reports.funnel import monthly_funnels
from include.reports.model_lists import product_pairs, scoreboard
from include.reports.monthly_lists import countries, employees, products
from include.reports.outlook import forecast_lines, periods
from include.reports.report import MonthlyReport
from include.reports.rows import Month
from include.reports.view import (
    Comparison,
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
from include.reports.wording import Words


def monthly_view(report: MonthlyReport, words: Words) -> View:
    """Lay the month out; without orders ever, no figure of orders and no chart of them."""
    return View(
        period=words.sentence(words.date(report.period, "month")),
        tiles=(
            *(_tiles(report.month, words) if report.has_orders else ()),
            *missed_calls_tile(report.month, words),
        ),
        plan=_plan(report, words),
        chart_title=words.say("chart.monthly_title"),
        chart_aside=words.say("chart.forecast_net") if report.forecast else "",
        chart_alt=words.say("chart.monthly_alt", month=words.date(report.period, "month")),
        comparison_heads=tuple(words.date(m.month_start, "head") for m in _compared(report)),
        comparison=_comparison(report, words),
        forecast=forecast_lines(report, words) if report.has_orders else (),
        sections=(
            periods(report, words),
            employees(report, words),
            countries(report, words),
            products(report, words),
            *monthly_funnels(report, words),
            clients_at_risk(report, words),
            product_pairs(report, words),
            scoreboard(report, words),
        ),
        facts=_facts(report.month, words) if report.has_orders else (),
        data=data_lines(report, words),
    )


def _tiles(month: Month, words: Words) -> tuple[Tile, ...]:
    return (
        Tile(
            words.say("tile.revenue"),
            words.money(month.revenue_amount),
            words.say("orders", month.order_count),
        ),
        check_tile(month.average_check, month.median_check, words),
        Tile(
            words.say("tile.buyers"),
            words.number(month.buying_client_count),
            joined(
                words.say("new_clients", month.new_client_count),
                words.say("repeat_clients", month.repeat_client_count),
            ),
        ),
        returns_tile(month.returned_amount, month.return_count, words),
    )


def _plan(report: MonthlyReport, words: Words) -> Plan | None:
    month = report.month
    if not month.plan_amount or month.plan_completion_pct is None:
        return None
    fact = words.say(
        "plan.fact", fact=words.money(month.revenue_amount), plan=words.money(month.plan_amount)
    )
    return Plan(
        title=words.say("plan.title", month=words.date(report.period, "month_name")),
        done=words.percent(month.plan_completion_pct, 1),
        cells=plan_cells(month.plan_completion_pct, None),
        notes=(joined(fact, words.say(f"revenue_event.{report.revenue_event}")),),
    )


def _compared(report: MonthlyReport) -> list[Month]:
    """Return this month, the one before and the same of last year, as far as they are known."""
    before = (report.period - timedelta(days=1)).replace(day=1)
    wanted = (report.period, before, report.period.replace(year=report.period.year - 1))
    known = {month.month_start: month for month in report.months}
    return [known[start] for start in wanted if start in known]


def _comparison(report: MonthlyReport, words: Words) -> tuple[Comparison, ...]:
    months = _compared(report)
    if len(months) < 2 or not report.has_orders:
        return ()
    lines = {
        f"{words.say('tile.revenue')}, {words.currency}": [m.revenue_amount for m in months],
        words.say("tile.orders"): [m.order_count for m in months],
        f"{words.say('tile.average_check')}, {words.currency}": [m.average_check for m in months],
        words.say("tile.buyers"): [m.buying_client_count for m in months],
        f"{words.say('tile.returns')}, {words.currency}": [m.returned_amount for m in months],
    }
    return tuple(
        Comparison(label, tuple(_whole(value, words) for value in values))
        for label, values in lines.items()
    )


def _whole(value: Decimal | int | None, words: Words) -> str:
    """Return a whole number, for three columns on a phone have no room for cents."""
    return words.number(None if value is None else round(value))


def _facts(month: Month, words: Words) -> tuple[tuple[str, str], ...]:
    facts = [(words.say("more.net"), words.money(month.restated_net_amount))]
    if month.return_line_count:
        matched = words.ratio(month.matched_return_line_count, month.return_line_count)
        facts.append((words.say("more.matched_returns"), matched))
    return (
        *facts,
        *without_client(
            month.orders_without_client_count,
            month.order_count,
            month.sale_amount_without_client,
            words,
        ),
    )

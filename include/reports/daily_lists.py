"""The daily mail's list: what each employee did."""

from include.reports.people import people, person_name, plan_aside
from include.reports.report import DailyReport
from include.reports.rows import DayEmployee
from include.reports.view import Entry, Section, joined, widths
from include.reports.wording import Words


def employees(report: DailyReport, words: Words) -> Section:
    """List employees by what they sold that day, with their plans."""
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

"""The daily mail's list: what each employee did."""

from include.reports.people import call_line, people, person_name, plan_aside, sold
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
            value=sold(employee.new_order_amount, employee, words),
            width=bar if employee.is_seller else None,
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
    return people(
        words.say("section.employees"),
        report.employees,
        entries,
        nobody if report.has_orders else "",
        words,
    )


def _work(employee: DayEmployee, words: Words) -> tuple[str, ...]:
    lines = (*_sales(employee, words), call_line(employee, words))
    return tuple(line for line in lines if line)


def _sales(employee: DayEmployee, words: Words) -> tuple[str, ...]:
    if not employee.is_seller:
        return ()
    completed = paid = ""
    if employee.completed_order_count:
        completed = words.say(
            "employee.completed",
            count=words.number(employee.completed_order_count),
            amount=words.round_money(employee.completed_order_amount),
        )
    if employee.paid_amount:
        paid = words.say("employee.paid", amount=words.round_money(employee.paid_amount))
    new = joined(
        words.say("new_orders", employee.new_order_count),
        words.say("clients", employee.client_count),
    )
    return (new, joined(completed, paid))

"""What the lists of employees have in common in both mails."""

from collections.abc import Iterable
from decimal import Decimal

from include.reports.plain_text import shortened
from include.reports.rows import DayEmployee, MonthEmployee
from include.reports.view import LONGEST_NAME, Entry, Section, joined
from include.reports.wording import Words

MOST_PEOPLE = 20
UNASSIGNED = "unassigned"


def people(
    title: str,
    employees: tuple[DayEmployee, ...] | tuple[MonthEmployee, ...],
    entries: Iterable[Entry],
    nobody: str,
    words: Words,
) -> Section:
    """List employees; when no order and no call names one, `nobody` says so instead."""
    if not employees:
        return Section(title, (), words.say("employee.none"))
    if all(employee.employee_id == UNASSIGNED for employee in employees):
        return Section(title, (), nobody)
    entries = tuple(entries)
    rest = len(entries) - MOST_PEOPLE
    if rest <= 0:
        return Section(title, entries)
    # the last is nobody's work if there is any: without it the people would not sum to the company
    shown = (*entries[: MOST_PEOPLE - 1], entries[-1])
    return Section(title, shown, words.say("employee.more", rest, table=employees[0].TABLE))


def person_name(employee: DayEmployee | MonthEmployee, words: Words) -> str:
    """Name an employee, or say that the work is nobody's."""
    if employee.employee_id == UNASSIGNED:
        return words.say("unassigned")
    return shortened(employee.employee_name or employee.employee_id, LONGEST_NAME)


def sold(amount: Decimal, employee: DayEmployee | MonthEmployee, words: Words) -> str:
    """Say what an employee sold; a dash for who is not there to sell."""
    return words.round_money(amount if employee.is_seller else None)


def call_line(employee: DayEmployee | MonthEmployee, words: Words) -> str:
    """Say how many calls an employee made and answered; nothing of who had none."""
    made, answered = employee.made_call_count, employee.answered_call_count
    if not made and not answered:
        return ""
    return joined(
        words.say("employee.calls", made=words.number(made), answered=words.number(answered)),
        words.say("employee.talked", minutes=words.number(employee.talked_minutes))
        if employee.talked_minutes
        else "",
    )


def plan_aside(employee: DayEmployee | MonthEmployee, words: Words) -> str:
    """Say how much of an own plan is done; nothing of nobody's work, nor of who does not sell."""
    if employee.employee_id == UNASSIGNED or not employee.is_seller:
        return ""
    if not employee.plan_amount or employee.plan_completion_pct is None:
        return words.say("no_plan")
    return words.say("employee.plan", done=words.percent(employee.plan_completion_pct, 1))

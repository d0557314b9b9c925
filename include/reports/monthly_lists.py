"""The monthly mail's lists: employees, countries, products."""

from include.reports.people import call_line, people, person_name, plan_aside, sold
from include.reports.plain_text import shortened
from include.reports.report import MonthlyReport
from include.reports.rows import MonthEmployee
from include.reports.view import LONGEST_NAME, Entry, Section, joined, widths
from include.reports.wording import SMALLEST_DENOMINATOR, Words

TOP = 5


def employees(report: MonthlyReport, words: Words) -> Section:
    """List employees by revenue, with their plans."""
    bars = widths(employee.revenue_amount for employee in report.employees)
    entries = [
        Entry(
            name=person_name(employee, words),
            value=sold(employee.revenue_amount, employee, words),
            width=bar if employee.is_seller else None,
            notes=_work(employee, words),
            aside=plan_aside(employee, words),
        )
        for employee, bar in zip(report.employees, bars, strict=True)
    ]
    nobody = words.say(
        "employee.nobody",
        orders=words.say("orders", report.month.order_count),
        amount=words.round_money(report.month.revenue_amount),
    )
    return people(
        words.say("section.employees_month"),
        report.employees,
        entries,
        nobody if report.has_orders else "",
        words,
    )


def _work(employee: MonthEmployee, words: Words) -> tuple[str, ...]:
    orders = ""
    if employee.is_seller:
        orders = joined(
            words.say("orders", employee.order_count), words.say("clients", employee.client_count)
        )
    return tuple(line for line in (orders, call_line(employee, words)) if line)


def countries(report: MonthlyReport, words: Words) -> Section:
    """List the largest countries; shares only where there are orders enough to speak of shares."""
    top = report.countries[:TOP]
    enough = report.month.order_count >= SMALLEST_DENOMINATOR
    bars = widths(country.revenue_amount for country in top)
    entries = tuple(
        Entry(
            name=shortened(_country_name(country.country, words), LONGEST_NAME),
            value=words.round_money(country.revenue_amount),
            width=bar,
            notes=(words.say("orders", country.order_count),),
            aside=words.percent(country.share_pct, 1) if enough else "",
        )
        for country, bar in zip(top, bars, strict=True)
    )
    return Section(words.say("section.countries"), entries)


def products(report: MonthlyReport, words: Words) -> Section:
    """List the products that brought most."""
    top = report.products[:TOP]
    bars = widths(product.revenue_amount for product in top)
    entries = tuple(
        Entry(
            name=shortened(product.product_name or product.product_id, LONGEST_NAME),
            value=words.round_money(product.revenue_amount),
            width=bar,
        )
        for product, bar in zip(top, bars, strict=True)
    )
    return Section(words.say("section.products"), entries)


def _country_name(country: str | None, words: Words) -> str:
    return words.say("no_country") if country in {None, "", "unknown"} else country

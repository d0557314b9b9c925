"""The first words of a mail: subject, headline and the sentence on the plan."""

from dataclasses import dataclass
from datetime import timedelta

from include.reports.funnel import moved_deals
from include.reports.plain_text import shortened
from include.reports.report import DailyReport, MonthlyReport, Report
from include.reports.rows import Day
from include.reports.verdict import Verdict, unusual_pct
from include.reports.view import joined
from include.reports.wording import Number, Words

# beyond ten times a percentage is no longer read, only its zeros are counted
LARGEST_CHANGE_PCT = 900
SMALLEST_CHANGE_PCT = 0.5
LONGEST_COMPANY = 40


@dataclass(frozen=True)
class Headline:
    """Subject of the mail, its headline, and how the plan stands."""

    subject: str
    title: str
    plan: str


def headline(report: Report, verdict: Verdict, words: Words) -> Headline:
    """Put the verdict into words."""
    if isinstance(report, DailyReport):
        title = _daily_title(report, verdict, words)
        plan = _daily_plan(report.day, verdict, words)
        when = words.date(report.period, "short_day")
    else:
        title = _monthly_title(report, verdict, words)
        plan = _monthly_plan(report, words)
        when = words.date(report.period, "month")
    company = shortened(report.company_name, LONGEST_COMPANY)
    word = words.say(f"word.{verdict.word}")
    subject = joined(word, _amount(report, words), when, company)
    if report.missed:
        missed = words.date(report.missed, "date")
        title = words.say("headline.stale", title=title, missed=missed)
        subject = words.say("headline.stale_subject", subject=subject)
    return Headline(subject, words.sentence(title), plan)


def change(change_pct: Number | None, what: str, words: Words) -> str | None:
    """Say that something lies so much above or below `what`; None when nothing is known."""
    if change_pct is None:
        return None
    if abs(change_pct) < SMALLEST_CHANGE_PCT:
        return words.say("change.level", what=what)
    direction = "above" if change_pct > 0 else "below"
    if not -100 <= change_pct <= LARGEST_CHANGE_PCT:
        return words.say(f"change.far_{direction}", what=what)
    return words.say(f"change.{direction}", delta=words.percent(abs(change_pct)), what=what)


def working_days_gone(day: Day, words: Words) -> str:
    """Say how many of the month's working days have passed."""
    gone = words.number(day.working_day_of_month)
    return words.say("working_days", day.working_days_in_month, part=gone)


def _amount(report: Report, words: Words) -> str:
    if not report.has_orders:
        return ""
    if isinstance(report, DailyReport):
        return words.round_money(report.day.new_order_amount)
    return words.round_money(report.month.revenue_amount)


def _daily_title(report: DailyReport, verdict: Verdict, words: Words) -> str:
    day = report.day
    if not report.has_orders:
        return moved_deals(report, words) or words.date(report.period, "day")
    if verdict.word in {"empty", "closed"}:
        return words.say(f"headline.{verdict.word}")
    orders = words.say("new_orders", day.new_order_count)
    what = words.say(
        "headline.daily", orders=orders, amount=words.round_money(day.new_order_amount)
    )
    usual_day = words.say(f"usual_weekday.{day.report_date.isoweekday()}")
    compared = change(unusual_pct(day), usual_day, words)
    return words.say("headline.joined", what=what, change=compared) if compared else what


def _daily_plan(day: Day, verdict: Verdict, words: Words) -> str:
    month = words.date(day.report_date, "month_name")
    if not day.plan_amount:
        return words.say("plan.none", month=month)
    if day.pace_pct is None:
        return words.say("plan.not_begun", month=month, plan=words.round_money(day.plan_amount))
    return words.say(
        f"plan.{verdict.plan}",
        month=month,
        done=words.percent(day.plan_completion_pct, 1),
        passed=working_days_gone(day, words),
    )


def _monthly_title(report: MonthlyReport, verdict: Verdict, words: Words) -> str:
    month = report.month
    if verdict.word == "open":
        day = words.date(report.as_of, "date")
        return words.say("headline.open", day=day)
    if not report.has_orders:
        return moved_deals(report, words) or words.date(report.period, "month")
    if month.revenue_amount == 0:
        return words.say("headline.no_revenue", month=words.date(report.period, "month"))
    what = words.say("headline.monthly", amount=words.round_money(month.revenue_amount))
    changes = _month_changes(report, words)
    if not changes:
        return what
    joined = changes[0]
    if len(changes) == 2:
        joined = words.say("headline.two_changes", first=changes[0], second=changes[1])
    return words.say("headline.joined", what=what, change=joined)


def _month_changes(report: MonthlyReport, words: Words) -> list[str]:
    month = report.month
    before = words.date(report.period - timedelta(days=1), "of_month")
    year_ago = words.date(report.period.replace(year=report.period.year - 1), "of_month_year")
    found = (
        change(month.change_pct, before, words),
        change(month.change_year_pct, year_ago, words),
    )
    return [text for text in found if text]


def _monthly_plan(report: MonthlyReport, words: Words) -> str:
    month = report.month
    if not month.plan_amount:
        return words.say("plan.none", month=words.date(report.period, "month_name"))
    return words.say(
        "plan.month",
        done=words.percent(month.plan_completion_pct, 1),
        plan=words.round_money(month.plan_amount),
    )

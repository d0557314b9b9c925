"""The funnels of both mails: what moved in the period, and how far a cohort has come."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from include.reports.model_rows import FunnelDay, FunnelMonth, FunnelStage
from include.reports.plain_text import shortened
from include.reports.report import DailyReport, MonthlyReport
from include.reports.view import LONGEST_NAME, Entry, Section, joined
from include.reports.wording import SMALLEST_DENOMINATOR, Words

Note = Callable[[FunnelStage, Words], str]


def daily_funnels(report: DailyReport, words: Words) -> tuple[Section, ...]:
    """Lay out each funnel of the day; none without deals."""
    return _funnels(report.funnel, _cohort_of_day, words)


def monthly_funnels(report: MonthlyReport, words: Words) -> tuple[Section, ...]:
    """Lay out each funnel of the month; none without deals."""
    return _funnels(report.funnel, _cohort_of_month, words)


def moved_deals(report: DailyReport | MonthlyReport, words: Words) -> str:
    """Say how many deals came in and were won, over all funnels; nothing without deals.

    A funnel's first stage is where its deals come in.
    """
    funnels = _alive(report.funnel)
    if not funnels:
        return ""
    entered = [(funnel[0].entry_count, funnel[0].entry_amount) for funnel in funnels]
    won = [(stage.won_count, stage.won_amount) for funnel in funnels for stage in funnel]
    return words.say(
        "headline.deals",
        entered=_sum(entered, words),
        won=_sum(won, words),
    )


def _alive(stages: tuple[FunnelStage, ...]) -> list[tuple[FunnelStage, ...]]:
    funnels = [tuple(group) for _, group in groupby(stages, key=attrgetter("funnel_id"))]
    return [funnel for funnel in funnels if _is_alive(funnel)]


def _funnels(stages: tuple[FunnelStage, ...], cohort: Note, words: Words) -> tuple[Section, ...]:
    is_named = len({stage.funnel_id for stage in stages}) > 1
    return tuple(_section(funnel, is_named, cohort, words) for funnel in _alive(stages))


def _is_alive(funnel: tuple[FunnelStage, ...]) -> bool:
    """Say whether there is a deal to speak of: one that moved, is open or belongs to the cohort."""
    return any(
        stage.entry_count or stage.open_count or stage.lost_count or stage.cohort_count
        for stage in funnel
    )


def _section(
    funnel: tuple[FunnelStage, ...], is_named: bool, cohort: Note, words: Words
) -> Section:
    title = words.say("section.funnel")
    if is_named:
        title = words.say("funnel.named", name=shortened(funnel[0].funnel_id, LONGEST_NAME))
    first = funnel[0]
    entries = tuple(
        Entry(
            name=shortened(stage.stage_label, LONGEST_NAME),
            value=words.say("funnel.entered", stage.entry_count),
            width=_share(stage),
            notes=(_open(stage, words),),
            aside=_conversion(stage, words),
        )
        for stage in funnel
    )
    return Section(title, entries, f"{_ended(funnel, words)} {cohort(first, words)}")


def _share(stage: FunnelStage) -> float | None:
    if not stage.cohort_count:
        return None
    return round(100 * stage.reached_count / stage.cohort_count, 1)


def _open(stage: FunnelStage, words: Words) -> str:
    if not stage.open_count:
        return ""
    amount = words.round_money(stage.open_amount) if stage.open_amount else ""
    return joined(words.say("funnel.open", stage.open_count), amount)


def _conversion(stage: FunnelStage, words: Words) -> str:
    if not stage.previous_reached_count:
        return ""
    counts = (stage.reached_count, stage.previous_reached_count)
    if stage.previous_reached_count >= SMALLEST_DENOMINATOR:
        return words.ratio(*counts)
    part, whole = map(words.number, counts)
    return words.say("funnel.too_few", part=part, whole=whole)


def _ended(funnel: tuple[FunnelStage, ...], words: Words) -> str:
    won = _sum(((stage.won_count, stage.won_amount) for stage in funnel), words)
    lost = _sum(((stage.lost_count, stage.lost_amount) for stage in funnel), words)
    return words.say("funnel.ended", won=won, lost=lost)


def _sum(deals: Iterable[tuple[int, Decimal]], words: Words) -> str:
    counts, amounts = zip(*deals, strict=True)
    count, amount = sum(counts), sum(amounts)
    if not amount:
        return words.number(count)
    return words.say(
        "funnel.count_with_amount", count=words.number(count), amount=words.round_money(amount)
    )


def _cohort_of_day(stage: FunnelDay, words: Words) -> str:
    if not stage.cohort_count:
        return words.say("funnel.no_cohort", days=words.say("days", stage.conversion_days))
    return words.say(
        "funnel.cohort_of_day",
        stage.cohort_count,
        first=words.date(stage.cohort_start_date, "date"),
        last=words.date(stage.cohort_end_date, "date"),
        days=words.say("days", stage.conversion_days),
    )


def _cohort_of_month(stage: FunnelMonth, words: Words) -> str:
    key = "funnel.cohort_of_open_month" if stage.is_immature else "funnel.cohort_of_month"
    days = words.say("days", stage.conversion_days)
    return words.say(key, stage.cohort_count, days=days)

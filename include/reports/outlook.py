"""The monthly mail's forecast: what comes, and whether what was said of this month came true."""

from include.reports.model_rows import (
    ForecastHit,
    ForecastMonth,
    ForecastPeriod,
    ModelRun,
)
from include.reports.report import MonthlyReport
from include.reports.view import Entry, Section, joined
from include.reports.wording import Words


def forecast_lines(report: MonthlyReport, words: Words) -> tuple[str, ...]:
    """Say what the coming months will bring, how the last forecast did and how far to trust it."""
    hits = tuple(_hit(hit, words) for hit in report.forecast_hits)
    run = report.forecast_run
    coming = [_expected(month, words) for month in report.forecast]
    if coming and run and run.candidate_value is not None and run.baseline_value is not None:
        return (*coming, *hits, _trust(run, words))
    if coming and run:
        return (*coming, *hits, f"{untested(run, words)} {words.say('model_note.instead')}")
    if run and run.status == "refused":
        return (words.say("forecast.refused", reason=run.reason or words.say("none")),)
    return (words.say("forecast.none"),)


def untested(run: ModelRun, words: Words) -> str:
    """Say that no model answered; the figures of the reason are no matter for a manager."""
    if run.status == "refused":
        return words.say("model_note.too_little")
    return words.say("model_note.not_run")


def periods(report: MonthlyReport, words: Words) -> Section:
    """List what half-years and years will probably come to."""
    entries = tuple(
        Entry(
            name=_period_name(period, words),
            value=words.round_money(period.p50),
            notes=(_range(period, words),),
        )
        for period in report.forecast_periods
    )
    return Section(words.say("section.periods"), entries)


def _expected(month: ForecastMonth, words: Words) -> str:
    expected = words.say(
        "forecast.month",
        month=words.sentence(words.date(month.month_start, "month")),
        likely=words.round_money(month.p50),
        low=words.round_money(month.p10),
        high=words.round_money(month.p90),
    )
    if not month.actual_to_date:
        return expected
    known = words.say("forecast.known", amount=words.round_money(month.actual_to_date))
    return f"{expected}; {known}"


def _hit(hit: ForecastHit, words: Words) -> str:
    return words.say(
        "forecast.hit" if hit.is_hit else "forecast.miss",
        month=words.sentence(words.date(hit.month_start, "month")),
        day=words.date(hit.as_of_date, "date"),
        likely=words.round_money(hit.p50),
        low=words.round_money(hit.p10),
        high=words.round_money(hit.p90),
        actual=words.round_money(hit.actual),
    )


def _trust(run: ModelRun, words: Words) -> str:
    return words.say(
        "forecast.baseline" if run.status == "baseline" else "forecast.error",
        candidate=words.model(run.candidate),
        baseline=words.model(run.baseline),
        metric=(run.metric or "").upper(),
        error=words.number(round(run.candidate_value, 2)),
        baseline_error=words.number(round(run.baseline_value, 2)),
    )


def _period_name(period: ForecastPeriod, words: Words) -> str:
    year = str(period.period_start.year)
    if period.period_kind == "year":
        return words.say("period.year", year=year)
    half = "first" if period.period_start.month == 1 else "second"
    return words.say(f"period.{half}_half", year=year)


def _range(period: ForecastPeriod, words: Words) -> str:
    low, high = words.round_money(period.p10), words.round_money(period.p90)
    known = ""
    if period.actual_to_date:
        known = words.say("forecast.known", amount=words.round_money(period.actual_to_date))
    return joined(words.say("period.range", low=low, high=high), known)

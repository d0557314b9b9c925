"""Good or bad: one word on the period, from fixed rules over the published numbers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from include.reports.report import DailyReport, MonthlyReport, Report
from include.reports.rows import Day, Month

Tone = Literal["good", "calm", "watch", "bad"]

# half the days of a real wholesaler lie more than 29 % off their usual level: less than a fifth
# is an ordinary day
UNUSUAL_PCT = 20
# one working day is a twentieth of a month's plan: less than that behind is one late order
PACE_TOLERANCE_PCT = 5
# a month sums twenty days, so it swings less than a day does
MONTH_CHANGE_PCT = 5

DAY_TONES: dict[tuple[str, str], Tone] = {
    ("strong", "none"): "good",
    ("strong", "ahead"): "good",
    ("strong", "behind"): "watch",
    ("usual", "none"): "calm",
    ("usual", "ahead"): "good",
    ("usual", "behind"): "watch",
    ("weak", "none"): "bad",
    ("weak", "ahead"): "watch",
    ("weak", "behind"): "bad",
    ("empty", "none"): "bad",
    ("empty", "ahead"): "watch",
    ("empty", "behind"): "bad",
    ("closed", "none"): "calm",
    ("closed", "ahead"): "good",
    ("closed", "behind"): "watch",
    ("unknown", "none"): "calm",
    ("unknown", "ahead"): "good",
    ("unknown", "behind"): "watch",
}
MONTH_TONES: dict[str, Tone] = {
    "open": "calm",
    "plan_met": "good",
    "plan_near": "watch",
    "plan_missed": "bad",
    "grew": "good",
    "level": "calm",
    "fell": "bad",
    "alone": "calm",
}


@dataclass(frozen=True)
class Verdict:
    """The tone of the mail, the word for the period, and how its plan stands."""

    tone: Tone
    word: str
    plan: str

    @property
    def sign(self) -> str:
        """Return a mark that says the same without colour."""
        if self.word in {"strong", "grew", "plan_met"}:
            return "▲"
        return "▼" if self.word in {"weak", "empty", "fell", "plan_missed"} else "●"


def judge(report: Report) -> Verdict:
    """Judge a day against its usual level and its plan's pace, a month against plan or past."""
    if isinstance(report, DailyReport):
        word, plan = _word_of_day(report), pace_word(report.day)
        return Verdict(DAY_TONES[word, plan], word, plan)
    return _judge_month(report)


def _word_of_day(report: DailyReport) -> str:
    """Judge no day by orders where there never were any."""
    if report.has_orders:
        return day_word(report.day)
    return "unknown" if report.day.is_working_day else "closed"


def day_word(day: Day) -> str:
    """Compare a day with the usual level of its weekday."""
    if day.new_order_count == 0:
        return "empty" if day.is_working_day else "closed"
    change_pct = unusual_pct(day)
    if change_pct is None:
        return "unknown"
    if abs(change_pct) < UNUSUAL_PCT:
        return "usual"
    return "strong" if change_pct > 0 else "weak"


def unusual_pct(day: Day) -> Decimal | None:
    """Say how far a day lies off its usual level; the mail prints both amounts beside it."""
    if not day.usual_order_amount or day.usual_order_amount < 0:
        return None
    return 100 * (day.new_order_amount / day.usual_order_amount - 1)


def pace_word(day: Day) -> str:
    """Say whether the month's plan is kept up with; `none` without a plan or before a workday."""
    if not day.plan_amount or day.pace_pct is None:
        return "none"
    return "behind" if day.pace_pct < 100 - PACE_TOLERANCE_PCT else "ahead"


def _judge_month(report: MonthlyReport) -> Verdict:
    plan = _plan_word(report.month)
    word = _month_word(report.month, plan)
    return Verdict(MONTH_TONES[word], word, plan)


def _plan_word(month: Month) -> str:
    if not month.plan_amount or month.plan_completion_pct is None:
        return "none"
    if month.plan_completion_pct >= 100:
        return "plan_met"
    near = month.plan_completion_pct >= 100 - PACE_TOLERANCE_PCT
    return "plan_near" if near else "plan_missed"


def _month_word(month: Month, plan: str) -> str:
    if month.is_open_month:
        return "open"
    if plan != "none":
        return plan
    if month.change_pct is None:
        return "alone"
    if abs(month.change_pct) < MONTH_CHANGE_PCT:
        return "level"
    return "grew" if month.change_pct > 0 else "fell"

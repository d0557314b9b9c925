"""Render a report as HTML and as plain text; the same report gives the same bytes."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from include.reports.advice import advise
from include.reports.charts import chart
from include.reports.daily_view import daily_view
from include.reports.headline import headline
from include.reports.monthly_view import monthly_view
from include.reports.plain_text import cleaned, shortened
from include.reports.report import DailyReport, Report
from include.reports.verdict import judge
from include.reports.wording import Words

TEMPLATES = Path(__file__).parent / "templates"
CHART = "chart"


@dataclass(frozen=True)
class RenderedReport:
    """A report ready to leave: `images` by Content-ID, `numbers` as JSON, frozen as shown."""

    subject: str
    html: str
    text: str
    images: dict[str, bytes]
    numbers: str


def render(report: Report, locale: str) -> RenderedReport:
    """Render in one language; every text from outside is made harmless first."""
    words = Words(locale, report.currency)
    shown = cleaned(report)
    view = daily_view if isinstance(shown, DailyReport) else monthly_view
    verdict = judge(shown)
    first_words = headline(shown, verdict, words)
    context = {
        "report": shown,
        "verdict": verdict,
        "headline": first_words,
        "advice": advise(shown, words),
        "words": words,
        "view": view(shown, words),
        "chart": f"cid:{CHART}",
    }
    return RenderedReport(
        subject=first_words.subject,
        html=_inlined(_template("report.html").render(context)),
        text=_template("report.txt").render(context),
        images={CHART: chart(shown, words)} if shown.has_orders else {},
        numbers=json.dumps(asdict(report), default=str, ensure_ascii=False, sort_keys=True),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["short"] = shortened
    return environment


def _template(name: str):
    return _environment().get_template(name)


def _inlined(html: str) -> str:
    return CSSInliner(load_remote_stylesheets=False).inline(html)

"""Render a report as HTML, as plain text and as files; the same report gives the same bytes."""

import json
import re
from base64 import b64encode
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from include.reports.advice import advise
from include.reports.charts import chart
from include.reports.daily_view import daily_view
from include.reports.headline import headline
from include.reports.message import compose
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
        images={CHART: chart(shown, words)},
        numbers=json.dumps(asdict(report), default=str, ensure_ascii=False, sort_keys=True),
    )


def write_files(rendered: RenderedReport, folder: Path) -> list[Path]:
    """Write the mail and its parts to look at: the HTML stands alone, images inside."""
    folder.mkdir(parents=True, exist_ok=True)
    html = rendered.html
    for cid, picture in rendered.images.items():
        inside = f"data:image/png;base64,{b64encode(picture).decode()}"
        html = re.sub(rf'(?<=<img src=")cid:{cid}(?=")', inside, html)
    message = compose(
        rendered,
        sender="clientele@localhost",
        recipient="manager@localhost",
        message_id="<report@localhost>",
    )
    contents = {
        "report.html": html.encode(),
        "report.txt": rendered.text.encode(),
        "report.eml": message.as_bytes(),
    } | {f"{cid}.png": picture for cid, picture in rendered.images.items()}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


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

"""One picture per mail, drawn without pyplot, so that nothing global is touched.

The figures are small and dense (4.1 inches at 270 dots) because a phone shrinks them to its width:
eight points stay readable there. Labels stand at what they name; there is no legend.
"""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from include.reports.report import DailyReport, MonthlyReport, Report
from include.reports.wording import Words

INK, MUTED, HAIRLINE = "#1c2430", "#667085", "#d5dae1"
BAR, ACCENT, SOFT = "#b9c4d6", "#2f5bd0", "#d3def7"
FONT = "DejaVu Sans"
SIZE = (4.1, 2.05)
DOTS_PER_INCH = 270
HALF_BAR = 0.38


def chart(report: Report, words: Words) -> bytes:
    """Draw the report's chart as PNG."""
    draw = daily_figure if isinstance(report, DailyReport) else monthly_figure
    picture = BytesIO()
    draw(report, words).savefig(
        picture, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None}
    )
    return picture.getvalue()


def daily_figure(report: DailyReport, words: Words) -> Figure:
    """Draw five weeks of new orders, each weekday's usual level, and the week to come."""
    figure, axes = _canvas()
    places = [(day.report_date - report.period).days for day in report.days]
    amounts = [float(day.new_order_amount) for day in report.days]
    usual = [day.usual_order_amount for day in report.days]
    coming = [(day.forecast_date - report.period).days for day in report.forecast]
    _bars(axes, places, amounts)
    _levels(axes, places, usual, words.say("chart.usual"))
    for place, day in zip(coming, report.forecast, strict=True):
        _range(axes, place, day.p10, day.p50, day.p90)
    highs = [float(day.p90) for day in report.forecast]
    _frame(axes, places[0] - 0.7, max(coming, default=1) + 0.7, [*amounts, *_known(usual), *highs])
    if coming:
        _write(axes, 1 - HALF_BAR, 1, words.say("chart.forecast"), ACCENT)
    _flag(axes, amounts[-1], words)
    for place in range(0, places[0] - 1, -7):
        day = report.period + timedelta(days=place)
        _below(axes, place, words.date(day, "axis_day"))
    return figure


def monthly_figure(report: MonthlyReport, words: Words) -> Figure:
    """Draw thirteen months of revenue, their plans, and what the forecast expects."""
    figure, axes = _canvas()
    places = [_months_after(report.period, month.month_start) for month in report.months]
    amounts = [float(month.revenue_amount) for month in report.months]
    plans = [month.plan_amount for month in report.months]
    coming = [_months_after(report.period, month.month_start) for month in report.forecast]
    _bars(axes, places, amounts)
    for place, month in zip(coming, report.forecast, strict=True):
        _range(axes, place, month.p10, month.p50, month.p90)
    _levels(axes, places, plans, words.say("chart.plan"))
    highs = [float(month.p90) for month in report.forecast]
    _frame(
        axes,
        places[0] - 0.7,
        coming[-1] + 2.4 if coming else 0.7,
        [*amounts, *_known(plans), *highs],
    )
    if report.forecast:
        _write_beside(axes, coming[-1], report.forecast[-1].p50, words)
    _flag(axes, amounts[-1], words)
    for place, month in list(zip(places, report.months, strict=True))[::-2]:
        _below(axes, place, words.date(month.month_start, "axis_month"))
    return figure


def _canvas() -> tuple[Figure, Axes]:
    figure = Figure(figsize=SIZE, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.01, 0.13, 0.98, 0.86))
    axes.set_axis_off()
    return figure, axes


def _bars(axes: Axes, places: list[int], amounts: list[float]) -> None:
    colours = [BAR] * (len(places) - 1) + [ACCENT]
    axes.bar(places, amounts, width=2 * HALF_BAR, color=colours)


def _levels(axes: Axes, places: list[int], levels: list[Decimal | None], name: str) -> None:
    """Mark a level across each bar that has one, and say above what the marks are."""
    for place, level in zip(places, levels, strict=True):
        if level is not None:
            _line(axes, place, level, INK, 1.1)
    if _known(levels):
        _write(axes, places[0] - HALF_BAR, 1, f"— {name}", INK)


def _range(axes: Axes, place: int, low: Decimal, likely: Decimal, high: Decimal) -> None:
    axes.bar(place, float(high - low), bottom=float(low), width=2 * HALF_BAR, color=SOFT)
    _line(axes, place, likely, ACCENT, 1.6)


def _line(axes: Axes, place: int, height: Decimal, colour: str, width: float) -> None:
    ends = [place - HALF_BAR, place + HALF_BAR]
    axes.plot(ends, [float(height)] * 2, color=colour, lw=width, solid_capstyle="butt")


def _frame(axes: Axes, left: float, right: float, heights: list[float]) -> None:
    top, bottom = max([*heights, 1.0]), min([*heights, 0.0])
    axes.set_xlim(left, right)
    axes.set_ylim(bottom - 0.02 * (top - bottom), top + 0.18 * (top - bottom))
    axes.axhline(0, color=HAIRLINE, lw=1, zorder=0)


def _flag(axes: Axes, height: float, words: Words) -> None:
    """Write the reported figure above its bar, with a thin line down to it."""
    line = {"color": ACCENT, "lw": 0.8, "zorder": 3}
    axes.plot([HALF_BAR] * 2, [max(height, 0), axes.get_ylim()[1]], **line)
    _write(axes, 0, 1, words.short_money(height), ACCENT, bold=True, align="right")


def _write(
    axes: Axes,
    place: float,
    height: float,
    text: str,
    colour: str,
    *,
    bold: bool = False,
    align: str = "left",
) -> None:
    """Write above the bars; `parse_math` is off because a dollar sign is money here."""
    axes.annotate(
        text,
        (place, height),
        (0, -1),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha=align,
        va="top",
        parse_math=False,
        fontfamily=FONT,
        fontsize=8.5,
        fontweight="bold" if bold else "normal",
        color=colour,
        annotation_clip=False,
    )


def _write_beside(axes: Axes, place: int, height: Decimal, words: Words) -> None:
    """Write what a month will probably bring to the right of its range."""
    axes.annotate(
        f"{words.short_number(height)}\n{words.say('chart.forecast')}",
        (place + HALF_BAR, float(height)),
        (4, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        parse_math=False,
        fontfamily=FONT,
        fontsize=7.5,
        color=ACCENT,
        annotation_clip=False,
    )


def _below(axes: Axes, place: int, text: str) -> None:
    """Write under the axis; the reported period stands out."""
    axes.annotate(
        text.strip("."),
        (place, 0),
        (0, -4),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center",
        va="top",
        parse_math=False,
        fontfamily=FONT,
        fontsize=7.5,
        fontweight="normal" if place else "bold",
        color=MUTED if place else ACCENT,
    )


def _known(levels: list[Decimal | None]) -> list[float]:
    return [float(level) for level in levels if level is not None]


def _months_after(period: date, month: date) -> int:
    return 12 * (month.year - period.year) + month.month - period.month

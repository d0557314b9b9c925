"""What stands in a mail, in order, already in words; HTML and text show the same view."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from include.reports.plain_text import shortened
from include.reports.report import Report
from include.reports.rows import Day, Month
from include.reports.wording import Words

LONGEST_NAME = 44


@dataclass(frozen=True)
class Tile:
    """One figure with its name and what to read it against."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Cell:
    """A piece of the plan's bar: its width in percent and what it stands for."""

    width: float
    part: str


@dataclass(frozen=True)
class Plan:
    """The month's plan: how far it is, and how far it would be on pace."""

    title: str
    done: str
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One line of a list; `width` is its bar in percent of the longest, None where it has none."""

    name: str
    value: str
    width: float | None = None
    notes: tuple[str, ...] = ()
    aside: str = ""


@dataclass(frozen=True)
class Section:
    """A titled list, or a note instead of it."""

    title: str
    entries: tuple[Entry, ...]
    note: str = ""


@dataclass(frozen=True)
class Comparison:
    """One figure of this month beside the month before and the same month of last year."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A whole mail below its headline; what is empty is not shown."""

    period: str
    tiles: tuple[Tile, ...]
    plan: Plan | None
    chart_title: str
    chart_aside: str
    chart_alt: str
    comparison_heads: tuple[str, ...]
    comparison: tuple[Comparison, ...]
    forecast: tuple[str, ...]
    sections: tuple[Section, ...]
    facts: tuple[tuple[str, str], ...]
    data: tuple[str, ...]


def plan_cells(done_pct: float, expected_pct: float | None) -> tuple[Cell, ...]:
    """Cut the bar at what is done and at where it should be; the cells sum to 100."""
    done = min(max(float(done_pct), 0.0), 100.0)
    if expected_pct is None:
        return _visible(Cell(done, "done"), Cell(100 - done, "rest"))
    mark = min(max(float(expected_pct), 1.0), 99.0)
    return _visible(
        Cell(min(done, mark - 0.5), "done"),
        Cell(max(mark - 0.5 - done, 0), "rest"),
        Cell(1, "mark"),
        Cell(max(done - mark - 0.5, 0), "done"),
        Cell(100 - max(done, mark + 0.5), "rest"),
    )


def widths(amounts: Iterable[Decimal]) -> list[float]:
    """Scale bars to the largest amount; what is not positive has none."""
    known = [float(amount) for amount in amounts]
    largest = max([*known, 0.0])
    return [round(100 * max(amount, 0) / largest, 1) if largest else 0.0 for amount in known]


def returns_tile(amount: Decimal, count: int, words: Words) -> Tile:
    """Say what came back."""
    return Tile(words.say("tile.returns"), words.money(amount), words.say("returns", count))


def missed_calls_tile(period: Day | Month, words: Words) -> tuple[Tile, ...]:
    """Say how many calls nobody answered; nothing where no telephone is known."""
    missed = period.missed_call_count
    if missed is None:
        return ()
    back = words.say("missed.called_back", back=words.number(period.called_back_call_count))
    note = joined(
        words.say("missed.of", inbound=words.number(period.inbound_call_count)),
        back if missed else "",
    )
    return (Tile(words.say("tile.missed_calls"), words.number(missed), note),)


def check_tile(mean: Decimal | None, median: Decimal | None, words: Words) -> Tile:
    """Say what an order is worth, by its mean and its median."""
    note = words.say("tile.median", value=words.money(median))
    return Tile(words.say("tile.average_check"), words.money(mean), note)


def without_client(
    count: int, order_count: int, amount: Decimal, words: Words
) -> tuple[tuple[str, str], ...]:
    """Say how many orders name no client; nothing when all do."""
    if not count:
        return ()
    value = words.say(
        "more.value_with_amount",
        value=words.ratio(count, order_count),
        amount=words.money(amount),
    )
    return ((words.say("more.without_client"), value),)


def joined(*parts: str) -> str:
    """Put short parts side by side."""
    return " · ".join(part for part in parts if part)


def data_lines(report: Report, words: Words) -> tuple[str, ...]:
    """Say how far the data reach, what is missing and what is held back."""
    lines = [words.say("data.as_of", day=words.date(report.as_of, "date"))]
    missing = [source for source in report.sources if source.is_missing]
    if not report.sources:
        lines.append(words.say("data.unknown"))
    elif not missing:
        lines.append(words.say("data.complete"))
    for source in missing:
        name = shortened(source.source_name, LONGEST_NAME)
        if source.last_window_end is None:
            lines.append(words.say("data.never", source=name))
        else:
            moment = words.moment(source.last_window_end, report.zone)
            lines.append(words.say("data.missing", source=name, moment=moment))
    held = sum(source.quarantined_rows for source in report.sources)
    if held:
        lines.append(words.say("data.quarantined", held))
    return tuple(lines)


def _visible(*cells: Cell) -> tuple[Cell, ...]:
    return tuple(Cell(round(cell.width, 2), cell.part) for cell in cells if cell.width > 0)

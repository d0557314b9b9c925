"""The one table: a row per model, data, metric and baseline, with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from ml.certainty import CONFIDENCE_PCT

BOUNDS = f"{CONFIDENCE_PCT} % bounds of the difference"
HEADER = ("Model", "Data", "Metric", "Value", "Baseline", "Its value", "Interval", "Remarks")
ALIGNMENT = (":--", ":--", ":--", "--:", ":--", "--:", ":--", ":--")


@dataclass(frozen=True)
class Row:
    """One figure of one model. What cannot be told is None, and `note` says why.

    `low` and `high` bound `value`, unless `note` says that they bound the difference to the
    baseline.
    """

    model: str
    data: str
    metric: str = ""
    value: float | None = None
    baseline_name: str = ""
    baseline_value: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


def markdown(rows: Sequence[Row]) -> str:
    """Return the table in Markdown."""
    return "\n".join([_line(HEADER), _line(ALIGNMENT), *(_line(_cells(row)) for row in rows)])


def _cells(row: Row) -> tuple[str, ...]:
    interval = "" if row.low is None else f"{_short(row.low)} … {_short(row.high)}"
    return (
        row.model,
        row.data,
        row.metric,
        _short(row.value),
        row.baseline_name,
        _short(row.baseline_value),
        interval,
        row.note,
    )


def _short(number: float | None) -> str:
    """Write a number with three or four figures that matter; nothing for what cannot be told."""
    if number is None:
        return ""
    return (
        f"{number:,.4f}"
        if abs(number) < 1
        else f"{number:,.3f}"
        if abs(number) < 10
        else (f"{number:,.1f}")
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

"""The one table: a row per case, its ratios to what ran beside it, and where its time went."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HEADER = ("Case", "Rows", "Runs", "Median, s", "Peak, MB", "Time per row", "Remarks")
ALIGNMENT = (":--", "--:", "--:", "--:", "--:", ":--", ":--")


@dataclass(frozen=True)
class Row:
    """One case. `peak_mb` is None where the work is done in a process that is not measured.

    `ratios` says how much time a row takes, as a multiple of each named peer's.
    """

    case: str
    rows: int = 0
    runs: int = 0
    seconds: float = 0.0
    peak_mb: float | None = None
    ratios: dict[str, float] = field(default_factory=dict)
    remark: str = ""


def markdown(rows: Sequence[Row], scale: float) -> str:
    """Return the table in Markdown; a scale other than 1 is said above it."""
    lines = [_line(HEADER), _line(ALIGNMENT), *(_line(_cells(row)) for row in rows)]
    told = [] if scale == 1 else [f"Scale {scale:g} of the full number of rows.", ""]
    return "\n".join([*told, *lines])


def shares(parts: dict[str, float]) -> str:
    """Say what share of the whole each part took."""
    whole = sum(parts.values())
    return ", ".join(f"{name} {100 * part / whole:.0f} %" for name, part in parts.items())


def _cells(row: Row) -> tuple[str, ...]:
    if not row.runs:
        return (row.case, *[""] * (len(HEADER) - 2), row.remark)
    return (
        row.case,
        f"{row.rows:,}",
        str(row.runs),
        _short(row.seconds),
        "" if row.peak_mb is None else f"{row.peak_mb:,.0f}",
        ", ".join(f"{_short(ratio)} × {peer}" for peer, ratio in row.ratios.items()),
        row.remark,
    )


def _short(number: float) -> str:
    """Write a number with three figures that matter, never more than the clock can tell."""
    decimals = 0 if number >= 100 else 1 if number >= 10 else 2
    return f"{number:,.{decimals}f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

"""The gate at the door: a reading that breaks its contract too often lands nothing."""

from typing import TYPE_CHECKING

from include.company_sections import Quality
from include.errors import ClienteleError
from include.quality.gate import judge
from include.quality.library import great_expectations

if TYPE_CHECKING:
    import pandas as pd

    from include.landing.verdicts import BatchFacts

WHOLE_ROW = "a row is sound"
FREE_ROWS = 20  # a few bad rows never close the door, however small the batch


def pass_door(
    source: str, stream: str, facts: "BatchFacts", quality: Quality, rows_before: int | None
) -> None:
    """Hold a reading against its contract's suite; raise `ClienteleError` when it does not pass.

    `rows_before` is the size of the reading that this one replaces, None when there is none: a
    table that lost more than `max_shrink_pct` of its rows waits for a person.
    """
    gxe = great_expectations().expectations
    checks = _checks(facts, quality, rows_before)
    suite = [
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="allowed_rows",
            column_B="failing_rows",
            or_equal=True,
            notes="no clause is broken by more rows than allowed",
        )
    ]
    if judge(f"door.{source}.{stream}", checks, suite):
        raise ClienteleError(
            f"{facts.rows_in} rows were read and refused: {_broken(checks)}",
            where=f"source {source}, stream {stream}",
            remedy="Nothing of this reading was landed. Mend the source or its mapping, or raise "
            "quality.max_quarantined_pct or quality.max_shrink_pct, and extract again",
        )


def _broken(checks: "pd.DataFrame") -> str:
    """Name the clauses that too many rows break; the sum of them only when none is alone."""
    broken = checks[checks["failing_rows"] > checks["allowed_rows"]]
    if len(broken) > 1:
        broken = broken[broken["clause"] != WHOLE_ROW]
    found = zip(broken["failing_rows"], broken["clause"], strict=True)
    return "; ".join(f"{count:.0f} break '{clause}'" for count, clause in found)


def _checks(facts: "BatchFacts", quality: Quality, rows_before: int | None) -> "pd.DataFrame":
    """Return one row per clause: clause, failing_rows, allowed_rows."""
    import pandas as pd

    allowed = max(FREE_ROWS, facts.rows_in * quality.max_quarantined_pct / 100)
    rows = [(clause, failing, allowed) for clause, failing in facts.failing.items()]
    rows.append((WHOLE_ROW, facts.quarantined, allowed))
    if rows_before is not None:
        lost = max(0, rows_before - facts.rows_in)
        rows.append(
            (
                "a row of the reading before is still there",
                lost,
                max(FREE_ROWS, rows_before * quality.max_shrink_pct / 100),
            )
        )
    return pd.DataFrame(rows, columns=["clause", "failing_rows", "allowed_rows"]).astype(
        {"failing_rows": "float64", "allowed_rows": "float64"}
    )

"""The gate at the door: a reading that breaks its contract too often lands nothing."""

from typing import TYPE_CHECKING

from include.company import Quality
from include.errors import ClienteleError
from include.quality.gate import judge

if TYPE_CHECKING:
    from include.landing.verdicts import BatchFacts

FREE_ROWS = 20  # a few bad rows never close the door, however small the batch


def pass_door(
    source: str, stream: str, facts: "BatchFacts", quality: Quality, rows_before: int | None
) -> None:
    """Hold a reading against its contract's suite; raise `ClienteleError` when it does not pass.

    `rows_before` is the size of the reading that this one replaces, None when there is none: a
    table that lost more than `max_shrink_pct` of its rows waits for a person.
    """
    import pandas as pd
    from great_expectations.expectations import ExpectColumnValuesToBeBetween

    allowed = max(FREE_ROWS, facts.rows_in * quality.max_quarantined_pct / 100)
    columns = dict(facts.failing)
    expectations = [
        ExpectColumnValuesToBeBetween(
            column=name, max_value=allowed, notes=f"rows for which not: {name}"
        )
        for name in columns
    ]
    columns |= {"quarantined rows": facts.quarantined, "lost rows": 0}
    expectations.append(
        ExpectColumnValuesToBeBetween(
            column="quarantined rows", max_value=allowed, notes="rows in quarantine"
        )
    )
    if rows_before is not None:
        lost = max(FREE_ROWS, rows_before * quality.max_shrink_pct / 100)
        columns["lost rows"] = max(0, rows_before - facts.rows_in)
        expectations.append(
            ExpectColumnValuesToBeBetween(
                column="lost rows", max_value=lost, notes="rows fewer than the reading before"
            )
        )
    failed = judge(f"door.{source}.{stream}", pd.DataFrame([columns]), expectations)
    if failed:
        raise ClienteleError(
            f"{facts.rows_in} rows were read and refused: {'; '.join(failed)}",
            where=f"source {source}, stream {stream}",
            remedy="Nothing of this reading was landed. Mend the source or its mapping, or raise "
            "quality.max_quarantined_pct or quality.max_shrink_pct, and extract again",
        )

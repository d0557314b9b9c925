"""What every run of a model leaves behind: why it said what it said, and all it ever said."""

from dataclasses import dataclass
from datetime import date

from ml.contract import Status, Table


@dataclass(frozen=True)
class RunRecord:
    """One row of `ml.model_runs`: what a model published for one date and measure, and why."""

    model: str
    as_of_date: date
    measure: str
    status: Status
    reason: str
    candidate: str | None
    baseline: str
    metric: str
    candidate_value: float | None
    baseline_value: float | None
    interval_coverage: float | None
    row_count: int
    seed: int
    artefact: str | None


MODEL_RUNS = Table(
    "ml.model_runs",
    key=("model", "as_of_date", "measure"),
    columns={
        "model": "VARCHAR",
        "as_of_date": "DATE",
        "measure": "VARCHAR",
        "status": "VARCHAR",
        "reason": "VARCHAR",
        "candidate": "VARCHAR",
        "baseline": "VARCHAR",
        "metric": "VARCHAR",
        "candidate_value": "DOUBLE",
        "baseline_value": "DOUBLE",
        "interval_coverage": "DOUBLE",
        "row_count": "BIGINT",
        "seed": "BIGINT",
        "artefact": "VARCHAR",
    },
)
MODEL_SCORES = Table(
    "ml.model_scores",
    key=("model", "as_of_date", "subject_id", "measure", "target_date"),
    columns={
        "model": "VARCHAR",
        "as_of_date": "DATE",
        "subject_id": "VARCHAR",
        "measure": "VARCHAR",
        "target_date": "DATE",
        "value_p10": "DOUBLE",
        "value_p50": "DOUBLE",
        "value_p90": "DOUBLE",
    },
)

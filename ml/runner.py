"""Run models: the one place that reads features, keeps champions and writes scores.

`train` and `score` are what DAGs and the command line call. The warehouse is held only while rows
are read or tables rebuilt, not while a model is fitted.
"""

from datetime import date
from operator import attrgetter
from typing import Any

import duckdb
import pandas as pd

from include.company import Company
from include.errors import ClienteleError
from include.settings import paths
from include.warehouse import open_warehouse, quoted
from ml import MODELS
from ml.contract import Contest, Model, ModelSpec, Rows, RunRecord, Table
from ml.store import (
    champion_name,
    load_champion,
    load_scores,
    model_named,
    save_champion,
    save_run,
)

__all__ = ["MODELS", "load_scores", "score", "train"]

SEED = 20
_COMPARISONS = {"until": "<=", "on": "=", "after": ">"}


def train(model: str, *, as_of: date, company: Company) -> dict[str, Any]:
    """Hold the contest on what was known at `as_of` and store its winner as that date's champion.

    Returns the artefact's name and a status per measure; with too little data the name is None,
    the reason is told and nothing is stored.
    """
    module = model_named(model)
    features = _read(module.SPEC.reads, as_of)
    _require_newest(features, module.SPEC.reads, as_of)
    reason = module.refusal(features)
    if reason:
        return {"model": model, "as_of": as_of.isoformat(), "artefact": None, "reason": reason}
    outcome = module.contest(features, seed=SEED, **_settings(module.SPEC, company))
    return {
        "model": model,
        "as_of": as_of.isoformat(),
        "artefact": save_champion(model, as_of, outcome),
        "status": {verdict.measure: verdict.status for verdict in outcome.verdicts},
    }


def score(model: str, *, as_of: date, company: Company) -> dict[str, Any]:
    """Publish the model's answers for `as_of` and rebuild the tables of schema `ml`.

    The newest champion not chosen after `as_of` is fitted anew on the newest rows; without one the
    contest is held first. A rerun replaces its own date and no other.
    """
    module = model_named(model)
    features = _read(module.SPEC.reads, as_of)
    _require_newest(features, module.SPEC.reads, as_of)
    reason = module.refusal(features)
    if reason:
        outputs = {table.name: _empty(table) for table in module.SPEC.writes}
        records = [_refused(module.SPEC, as_of, reason, name) for name in module.SPEC.measures]
    else:
        name = champion_name(model, as_of) or train(model, as_of=as_of, company=company)["artefact"]
        champion = load_champion(model, name)
        outputs = _answers(module, champion, features, as_of, company)
        records = _records(module.SPEC, champion, outputs, as_of, name)
    save_run(model, as_of, outputs, records)
    load_scores()
    return {
        "model": model,
        "as_of": as_of.isoformat(),
        "rows": {table: len(frame) for table, frame in outputs.items()},
        "status": {record.measure: record.status for record in records},
    }


def _answers(
    module: Model, champion: Contest, features: pd.DataFrame, as_of: date, company: Company
) -> dict[str, pd.DataFrame]:
    settings = _settings(module.SPEC, company)
    fitted = module.fit(features, method=champion.method, seed=SEED, **settings)
    frames = module.predict(fitted, _read(module.SPEC.subjects, as_of))
    return {table.name: _checked(frames[table.name], table, as_of) for table in module.SPEC.writes}


def _checked(frame: pd.DataFrame, table: Table, as_of: date) -> pd.DataFrame:
    """Date the rows and let none out that break the table's own declaration."""
    dated = frame.assign(as_of_date=pd.Timestamp(as_of))[list(table.columns)]
    if dated.isna().any(axis=None) or dated.duplicated(list(table.key)).any():
        raise ValueError(f"{table.name}: a missing value, or two rows of one key {table.key}")
    return dated


def _records(
    spec: ModelSpec,
    champion: Contest,
    outputs: dict[str, pd.DataFrame],
    as_of: date,
    artefact: str,
) -> list[RunRecord]:
    return [
        RunRecord(
            model=spec.name,
            as_of_date=as_of,
            measure=verdict.measure,
            status=verdict.status,
            reason=verdict.reason,
            candidate=verdict.candidate,
            baseline=verdict.baseline,
            metric=spec.metric,
            candidate_value=verdict.candidate_value,
            baseline_value=verdict.baseline_value,
            interval_coverage=verdict.interval_coverage,
            row_count=_row_count(outputs[spec.writes[0].name], verdict.measure),
            seed=SEED,
            artefact=artefact,
        )
        for verdict in champion.verdicts
    ]


def _row_count(frame: pd.DataFrame, measure: str) -> int:
    return int((frame["measure"] == measure).sum()) if "measure" in frame else len(frame)


def _refused(spec: ModelSpec, as_of: date, reason: str, measure: str) -> RunRecord:
    return RunRecord(
        model=spec.name,
        as_of_date=as_of,
        measure=measure,
        status="refused",
        reason=reason,
        candidate=None,
        baseline=spec.baseline,
        metric=spec.metric,
        candidate_value=None,
        baseline_value=None,
        interval_coverage=None,
        row_count=0,
        seed=SEED,
        artefact=None,
    )


def _empty(table: Table) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in table.columns})


def _settings(spec: ModelSpec, company: Company) -> dict[str, Any]:
    return {name: attrgetter(key)(company) for name, key in spec.settings.items()}


def _read(rows: Rows, as_of: date) -> pd.DataFrame:
    """Read the rows a model may see at `as_of`, in the order of their date."""
    column = quoted(rows.date_column)
    query = f"select * from {quoted(rows.table)} where {column} {_COMPARISONS[rows.when]} ?"
    with open_warehouse() as database:
        try:
            return database.execute(f"{query} order by {column}", [as_of]).df()
        except duckdb.CatalogException as error:
            raise ClienteleError(
                f"the table {rows.table} is not in the warehouse",
                where=str(paths().warehouse_file),
                remedy="Build the marts first, in Airflow or with `clientele refresh`",
            ) from error


def _require_newest(features: pd.DataFrame, rows: Rows, as_of: date) -> None:
    """Refuse to train or answer for a day that the marts do not know yet."""
    newest = features[rows.date_column].max()
    if len(features) and newest < pd.Timestamp(as_of):
        raise ClienteleError(
            f"{rows.table} ends on {newest:%F}, before {as_of}",
            where=str(paths().warehouse_file),
            remedy=f"Build the marts as of {as_of} first",
        )

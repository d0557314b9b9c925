"""Run models: the one place that reads features, keeps champions and writes scores.

`train` and `score` are what DAGs and the command line call. The warehouse is held only while rows
are read or tables loaded, not while a model is fitted.
"""

import logging
from dataclasses import dataclass
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
from ml.contract import ModelSpec, Rows, RunRecord, Status, Table, Verdict
from ml.store import champion_name, load_champion, model_named, save_champion, save_run
from ml.tables import load_scores

__all__ = ["MODELS", "load_scores", "score", "train"]

SEED = 20
_COMPARISONS = {"until": "<=", "on": "=", "after": ">"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a model publishes for one day: a frame per table, and how each measure came about."""

    outputs: dict[str, pd.DataFrame]
    verdicts: tuple[Verdict, ...]
    artefact: str | None


def train(model: str, *, as_of: date, company: Company) -> dict[str, Any]:
    """Hold the contest on what was known at `as_of` and store its winner as that date's champion.

    Returns the artefact's name and a status per measure; with too little data the name is None,
    the reason is told and nothing is stored.
    """
    module = model_named(model)
    features = _features(module.SPEC, as_of)
    settings = _settings(module.SPEC, company)
    reason = module.refusal(features, **settings)
    if reason:
        return {"model": model, "as_of": as_of.isoformat(), "artefact": None, "reason": reason}
    outcome = module.contest(features, seed=SEED, **_further(module.SPEC, as_of), **settings)
    return {
        "model": model,
        "as_of": as_of.isoformat(),
        "artefact": save_champion(model, as_of, outcome),
        "status": {verdict.measure: verdict.status for verdict in outcome.verdicts},
    }


def score(model: str, *, as_of: date, company: Company) -> dict[str, Any]:
    """Publish the model's answers for `as_of` and bring the tables of schema `ml` up to date.

    The newest champion not chosen after `as_of` is fitted anew on the newest rows; without one the
    contest is held first. Where the data are too few, or the model fails, its baseline answers in
    its place and `ml.model_runs` says why. A rerun replaces its own date and no other.
    """
    module = model_named(model)
    features = _features(module.SPEC, as_of)
    reason = module.refusal(features, **_settings(module.SPEC, company))
    if reason:
        answer = _baseline(model, features, as_of, company, "refused", reason)
    else:
        try:
            answer = _champion(model, features, as_of, company)
        # one model's fault, whatever it is, must not cost the manager the night's report
        except Exception as error:
            _log.exception("%s failed as of %s: its baseline is published", model, as_of)
            told = f"{type(error).__name__}: {error}"
            answer = _baseline(model, features, as_of, company, "failed", told)
    records = [_record(module.SPEC, answer, verdict, as_of) for verdict in answer.verdicts]
    save_run(model, as_of, answer.outputs, records)
    load_scores()
    return {
        "model": model,
        "as_of": as_of.isoformat(),
        "rows": {table: len(frame) for table, frame in answer.outputs.items()},
        "status": {record.measure: record.status for record in records},
    }


def _champion(model: str, features: pd.DataFrame, as_of: date, company: Company) -> Answer:
    module = model_named(model)
    name = champion_name(model, as_of) or train(model, as_of=as_of, company=company)["artefact"]
    champion = load_champion(model, name)
    given = {**_further(module.SPEC, as_of), **_settings(module.SPEC, company)}
    fitted = module.fit(features, method=champion.method, seed=SEED, **given)
    frames = module.predict(fitted, read_rows(module.SPEC.subjects, as_of))
    return Answer(_checked(module.SPEC, frames, as_of), champion.verdicts, name)


def _baseline(
    model: str, features: pd.DataFrame, as_of: date, company: Company, status: Status, reason: str
) -> Answer:
    module = model_named(model)
    spec = module.SPEC
    given = {**_further(spec, as_of), **_settings(spec, company)}
    frames = module.baseline(features, read_rows(spec.subjects, as_of), seed=SEED, **given)
    verdicts = [
        Verdict(measure, status, reason, spec.baseline, spec.baseline, None, None)
        for measure in spec.measures
    ]
    return Answer(_checked(spec, frames, as_of), tuple(verdicts), None)


def _checked(
    spec: ModelSpec, frames: dict[str, pd.DataFrame], as_of: date
) -> dict[str, pd.DataFrame]:
    """Date the rows and let none out that break their table's own declaration."""
    return {table.name: _checked_table(frames[table.name], table, as_of) for table in spec.writes}


def _checked_table(frame: pd.DataFrame, table: Table, as_of: date) -> pd.DataFrame:
    dated = frame.assign(as_of_date=pd.Timestamp(as_of))[list(table.columns)]
    required = dated.drop(columns=list(table.optional))
    if required.isna().any(axis=None) or dated.duplicated(list(table.key)).any():
        raise ValueError(f"{table.name}: a missing value, or two rows of one key {table.key}")
    return dated


def _record(spec: ModelSpec, answer: Answer, verdict: Verdict, as_of: date) -> RunRecord:
    return RunRecord(
        model=spec.name,
        as_of_date=as_of,
        measure=verdict.measure,
        status=verdict.status,
        reason=verdict.reason,
        candidate=None if answer.artefact is None else verdict.candidate,
        baseline=verdict.baseline,
        metric=spec.metric,
        candidate_value=verdict.candidate_value,
        baseline_value=verdict.baseline_value,
        interval_coverage=verdict.interval_coverage,
        row_count=_row_count(answer.outputs[spec.writes[0].name], verdict.measure),
        seed=SEED,
        artefact=answer.artefact,
    )


def _row_count(frame: pd.DataFrame, measure: str) -> int:
    return int((frame["measure"] == measure).sum()) if "measure" in frame else len(frame)


def _settings(spec: ModelSpec, company: Company) -> dict[str, Any]:
    return {name: attrgetter(key)(company) for name, key in spec.settings.items()}


def _further(spec: ModelSpec, as_of: date) -> dict[str, pd.DataFrame]:
    return {name: read_rows(rows, as_of) for name, rows in spec.also_reads.items()}


def _features(spec: ModelSpec, as_of: date) -> pd.DataFrame:
    """Read what the model learns from; refuse a day that the marts do not know yet."""
    rows = spec.reads
    features = read_rows(rows, as_of)
    newest = features[rows.date_column].max()
    if rows.gapless and len(features) and newest < pd.Timestamp(as_of):
        raise ClienteleError(
            f"{rows.table} ends on {newest:%F}, before {as_of}",
            where=str(paths().warehouse_file),
            remedy=f"Build the marts as of {as_of} first",
        )
    return features


def read_rows(rows: Rows, as_of: date) -> pd.DataFrame:
    """Read the rows a model may see at `as_of`, in the order of their date and then of all else.

    Sums of floats depend on their order, so equal tables must be read in one.
    """
    where, values = "", []
    if rows.when != "any":
        where, values = f" where {quoted(rows.date_column)} {_COMPARISONS[rows.when]} ?", [as_of]
    with open_warehouse() as database:
        try:
            names = [row[0] for row in database.execute(f"describe {rows.table}").fetchall()]
            order = sorted(
                map(quoted, names), key=lambda name: name != quoted(rows.date_column or "")
            )
            query = f"select * from {quoted(rows.table)}{where} order by {', '.join(order)}"
            return database.execute(query, values).df()
        except duckdb.CatalogException as error:
            raise ClienteleError(
                f"the table {rows.table} is not in the warehouse",
                where=str(paths().warehouse_file),
                remedy="Build the marts first, in Airflow or with `clientele refresh`",
            ) from error

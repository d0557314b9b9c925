"""Run models: the one place where rows read, champions kept and scores written come together.

`train` and `score` are what DAGs and the command line call. The warehouse is held only while rows
are read or tables loaded, not while a model is fitted.
"""

import logging
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

import pandas as pd

from include.company import Company
from ml import MODELS
from ml.contract import Contest, Model, ModelSpec, Status, Table, Verdict
from ml.reading import features_of, read_rows
from ml.records import RunRecord
from ml.store import champion_name, load_champion, model_named, save_champion, save_run
from ml.tables import load_scores

__all__ = ["MODELS", "load_scores", "score", "train"]

SEED = 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """A model, the day it is asked about, and all it may know of that day but the subjects."""

    module: Model
    as_of: date
    features: pd.DataFrame
    settings: dict[str, Any]
    further: dict[str, pd.DataFrame]

    @property
    def given(self) -> dict[str, Any]:
        """The keyword arguments of a contest, a fit and a baseline."""
        return {**self.further, **self.settings}

    @property
    def refusal(self) -> str | None:
        """Why the features are too few, if they are."""
        return self.module.refusal(self.features, **self.settings)


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
    asked, told = _asked(model, as_of, company), {"model": model, "as_of": as_of.isoformat()}
    if reason := asked.refusal:
        return {**told, "artefact": None, "reason": reason}
    name, outcome = _new_champion(asked)
    status = {verdict.measure: verdict.status for verdict in outcome.verdicts}
    return {**told, "artefact": name, "status": status}


def score(model: str, *, as_of: date, company: Company) -> dict[str, Any]:
    """Publish the model's answers for `as_of` and bring the tables of schema `ml` up to date.

    The newest champion not chosen after `as_of` is fitted anew on the newest rows; without one the
    contest is held first. Where the data are too few, or the model fails, its baseline answers in
    its place and `ml.model_runs` says why. A rerun replaces its own date and no other.
    """
    asked = _asked(model, as_of, company)
    if reason := asked.refusal:
        answer = _baseline(asked, "refused", reason)
    else:
        try:
            answer = _champion(asked)
        # one model's fault, whatever it is, must not cost the manager the night's report
        except Exception as error:
            _log.exception("%s failed as of %s: its baseline is published", model, as_of)
            answer = _baseline(asked, "failed", f"{type(error).__name__}: {error}")
    records = [_record(asked, answer, verdict) for verdict in answer.verdicts]
    save_run(model, as_of, answer.outputs, records)
    load_scores()
    return {
        "model": model,
        "as_of": as_of.isoformat(),
        "rows": {table: len(frame) for table, frame in answer.outputs.items()},
        "status": {record.measure: record.status for record in records},
    }


def _asked(model: str, as_of: date, company: Company) -> Asked:
    module = model_named(model)
    return Asked(
        module,
        as_of,
        features_of(module.SPEC, as_of),
        {name: attrgetter(key)(company) for name, key in module.SPEC.settings.items()},
        {name: read_rows(rows, as_of) for name, rows in module.SPEC.also_reads.items()},
    )


def _new_champion(asked: Asked) -> tuple[str, Contest]:
    outcome = asked.module.contest(asked.features, seed=SEED, **asked.given)
    return save_champion(asked.module.SPEC.name, asked.as_of, outcome), outcome


def _champion(asked: Asked) -> Answer:
    spec = asked.module.SPEC
    if name := champion_name(spec.name, asked.as_of):
        champion = load_champion(spec.name, name)
    else:
        name, champion = _new_champion(asked)
    fitted = asked.module.fit(asked.features, method=champion.method, seed=SEED, **asked.given)
    frames = asked.module.predict(fitted, read_rows(spec.subjects, asked.as_of))
    return Answer(_checked(spec, frames, asked.as_of), champion.verdicts, name)


def _baseline(asked: Asked, status: Status, reason: str) -> Answer:
    spec = asked.module.SPEC
    subjects = read_rows(spec.subjects, asked.as_of)
    frames = asked.module.baseline(asked.features, subjects, seed=SEED, **asked.given)
    verdicts = [
        Verdict(measure, status, reason, spec.baseline, spec.baseline, None, None)
        for measure in spec.measures
    ]
    return Answer(_checked(spec, frames, asked.as_of), tuple(verdicts), None)


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


def _record(asked: Asked, answer: Answer, verdict: Verdict) -> RunRecord:
    spec = asked.module.SPEC
    return RunRecord(
        model=spec.name,
        as_of_date=asked.as_of,
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

"""Where models and their scores lie.

    <home>/models/<model>/champions.json                  the names of the artefacts, oldest first
    <home>/models/<model>/<as_of>/champion.joblib         the method that won the contest that day
    <home>/models/<model>/<as_of>/contest.json            how every candidate did
    <home>/models/<model>/<as_of>/<table>.parquet         what was published that day
    <home>/models/<model>/<as_of>/run.json                the run's records; written last

The files are the truth. Each is written under a temporary name and renamed; a day without
`run.json` has no scores. `ml.tables` makes the schema `ml` of the warehouse of them.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from include.errors import ClienteleError
from include.settings import paths
from ml import MODELS
from ml.contract import Contest, Model, Table
from ml.records import RunRecord


def model_named(name: str) -> Model:
    """Import the module of a registered model."""
    if name not in MODELS:
        raise ClienteleError(
            f"there is no model '{name}'", where="ml", remedy=f"Known: {', '.join(MODELS)}"
        )
    return import_module(f"ml.{name}")


def save_champion(model: str, as_of: date, contest: Contest) -> str:
    """Store the outcome of a contest under its date and return the artefact's name."""
    import joblib

    folder = _folder(model, as_of)
    board = json.loads(contest.scoreboard.to_json(orient="records"))
    _write(folder / "champion.joblib", lambda file: joblib.dump(contest, file))
    _write_json(folder / "contest.json", board)
    names = sorted({*_champions(model), as_of.isoformat()})
    _write_json(_model_folder(model) / "champions.json", names)
    return as_of.isoformat()


def champion_name(model: str, as_of: date) -> str | None:
    """Name the newest champion that was chosen without knowing more than `as_of`."""
    return max((name for name in _champions(model) if name <= as_of.isoformat()), default=None)


def load_champion(model: str, name: str) -> Contest:
    """Load one artefact by its name."""
    import joblib

    file = _model_folder(model) / name / "champion.joblib"
    try:
        return joblib.load(file)
    # a pickle of an older version can fail in any way its classes choose
    except Exception as error:
        raise ClienteleError(
            f"the champion of {model} cannot be loaded: {error}",
            where=str(file),
            remedy="Train the model again for a later date",
        ) from error


def save_run(
    model: str, as_of: date, outputs: dict[str, pd.DataFrame], records: list[RunRecord]
) -> None:
    """Replace what the model published on one date, whole or not at all."""
    folder = _folder(model, as_of)
    with suppress(FileNotFoundError):
        (folder / "run.json").unlink()
    for table in model_named(model).SPEC.writes:
        _write_scores(scores_file(folder, table), outputs[table.name], table)
    _write_json(folder / "run.json", [asdict(record) for record in records])


def _champions(model: str) -> list[str]:
    file = _model_folder(model) / "champions.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def run_folders(model: str) -> dict[date, Path]:
    """Return the folder of every day on which the model published, oldest first."""
    files = sorted(_model_folder(model).glob("*/run.json"))
    return {date.fromisoformat(file.parent.name): file.parent for file in files}


def scores_file(folder: Path, table: Table) -> Path:
    """Name the file that holds what was published into a table on the day of the folder."""
    return folder / f"{table.name.removeprefix('ml.')}.parquet"


def _model_folder(model: str) -> Path:
    return paths().models / model


def _folder(model: str, as_of: date) -> Path:
    folder = _model_folder(model) / as_of.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_scores(file: Path, frame: pd.DataFrame, table: Table) -> None:
    import pyarrow

    types = {
        "BIGINT": pyarrow.int64(),
        "BOOLEAN": pyarrow.bool_(),
        "DATE": pyarrow.date32(),
        "DOUBLE": pyarrow.float64(),
        "VARCHAR": pyarrow.string(),
    }
    schema = pyarrow.schema([(name, types[kind]) for name, kind in table.columns.items()])
    _write(file, lambda name: frame.to_parquet(name, index=False, schema=schema))


def _write_json(file: Path, content: Any) -> None:
    text = json.dumps(content, indent=1, default=str, allow_nan=False)
    _write(file, lambda name: Path(name).write_text(text + "\n", encoding="utf-8"))


def _write(file: Path, write: Callable[[Path], Any]) -> None:
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    write(temporary)
    os.replace(temporary, file)

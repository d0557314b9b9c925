"""Where models and their scores lie, and how the schema `ml` of the warehouse is made of them.

    <home>/models/<model>/champions.json                  the names of the artefacts, oldest first
    <home>/models/<model>/<as_of>/champion.joblib         the method that won the contest that day
    <home>/models/<model>/<as_of>/contest.json            how every candidate did
    <home>/models/<model>/<as_of>/<table>.parquet         what was published that day
    <home>/models/<model>/<as_of>/run.json                the run's records; written last

The files are the truth. Each is written under a temporary name and renamed; a day without
`run.json` has no scores. The tables are rebuilt from the files, so the warehouse can be too.
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

import duckdb
import pandas as pd

from include.errors import ClienteleError
from include.settings import paths
from include.warehouse import literal, open_warehouse, quoted
from ml import MODELS
from ml.contract import MODEL_RUNS, MODEL_SCORES, Contest, Model, RunRecord, Table


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
        _write_scores(_scores_file(folder, table.name), outputs[table.name], table)
    _write_json(folder / "run.json", [asdict(record) for record in records])


def load_scores() -> dict[str, int]:
    """Rebuild every table of schema `ml` from the files; return the rows of each.

    Without any file the tables are there, typed and empty.
    """
    with open_warehouse() as database:
        database.execute("begin")
        database.execute("create schema if not exists ml")
        counts = {MODEL_RUNS.name: _load_runs(database)}
        _create(database, MODEL_SCORES)
        for name in MODELS:
            model = model_named(name)
            for table in model.SPEC.writes:
                counts[table.name] = _load_table(database, name, table)
            counts[MODEL_SCORES.name] = _append_scores(database, model)
        database.execute("commit")
    return counts


def _load_runs(database: duckdb.DuckDBPyConnection) -> int:
    files = [folder / "run.json" for name in MODELS for folder in _run_folders(name)]
    _create(database, MODEL_RUNS)
    if not files:
        return 0
    columns = ", ".join(f"{name}: {literal(kind)}" for name, kind in MODEL_RUNS.columns.items())
    source = f"read_json({_listed(files)}, format = 'array', columns = {{{columns}}})"
    return _insert(database, MODEL_RUNS, f"select * from {source}")


def _load_table(database: duckdb.DuckDBPyConnection, model: str, table: Table) -> int:
    files = [_scores_file(folder, table.name) for folder in _run_folders(model)]
    _create(database, table)
    if not files:
        return 0
    names = ", ".join(map(quoted, table.columns))
    return _insert(database, table, f"select {names} from read_parquet({_listed(files)})")


def _append_scores(database: duckdb.DuckDBPyConnection, model: Model) -> int:
    source, scores = model.SPEC.writes[0], {"as_of_date": "as_of_date", **model.SPEC.scores}
    names = ", ".join(f"{expression} as {name}" for name, expression in scores.items())
    select = f"select {literal(model.SPEC.name)} as model, {names} from {quoted(source.name)}"
    return _insert(database, MODEL_SCORES, select)


def _create(database: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in table.columns.items())
    database.execute(f"create or replace table {quoted(table.name)} ({columns})")


def _insert(database: duckdb.DuckDBPyConnection, table: Table, select: str) -> int:
    database.execute(f"insert into {quoted(table.name)} by name {select}")
    return database.execute(f"select count(*) from {quoted(table.name)}").fetchone()[0]


def _champions(model: str) -> list[str]:
    file = _model_folder(model) / "champions.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def _run_folders(model: str) -> list[Path]:
    return sorted(file.parent for file in _model_folder(model).glob("*/run.json"))


def _scores_file(folder: Path, table: str) -> Path:
    return folder / f"{table.removeprefix('ml.')}.parquet"


def _model_folder(model: str) -> Path:
    return paths().models / model


def _folder(model: str, as_of: date) -> Path:
    folder = _model_folder(model) / as_of.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _listed(files: list[Path]) -> str:
    return "[" + ", ".join(literal(str(file)) for file in files) + "]"


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

"""How the schema `ml` of the warehouse is made of the files below `<home>/models`.

Only the days whose files are new, changed or gone are loaded again: `main.loaded_scores` holds
what was loaded. A lost warehouse, or a table whose declared columns have changed, is loaded whole.
"""

from datetime import date
from pathlib import Path

import duckdb

from include.warehouse import literal, open_warehouse, quoted
from ml import MODELS
from ml.contract import Model, Table
from ml.records import MODEL_RUNS, MODEL_SCORES
from ml.store import model_named, run_folders, scores_file

_LOADED = "main.loaded_scores"


def load_scores() -> dict[str, int]:
    """Bring every table of schema `ml` up to the files; return the rows of each.

    Without any file the tables are there, typed and empty.
    """
    models = [model_named(name) for name in MODELS]
    tables = [MODEL_RUNS, MODEL_SCORES, *(table for model in models for table in model.SPEC.writes)]
    with open_warehouse() as database:
        database.execute("begin")
        _prepare(database, tables)
        for model in models:
            _load_changed(database, model)
        database.execute("commit")
        return {table.name: _count(database, table) for table in tables}


def _prepare(database: duckdb.DuckDBPyConnection, tables: list[Table]) -> None:
    """Make what is missing; when one table is, or has other columns, begin all anew."""
    database.execute("create schema if not exists ml")
    if all(_columns(database, table) == dict(table.columns) for table in tables):
        return
    for table in tables:
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in table.columns.items())
        database.execute(f"create or replace table {quoted(table.name)} ({columns})")
    database.execute(
        f"create or replace table {_LOADED} (model VARCHAR, as_of_date DATE, version VARCHAR)"
    )


def _columns(database: duckdb.DuckDBPyConnection, table: Table) -> dict[str, str]:
    query = "select column_name, data_type from duckdb_columns() where schema_name || '.' || "
    return dict(database.execute(f"{query} table_name = ?", [table.name]).fetchall())


def _load_changed(database: duckdb.DuckDBPyConnection, model: Model) -> None:
    name = model.SPEC.name
    folders = run_folders(name)
    found = {(day, _version(folder)) for day, folder in folders.items()}
    query = f"select as_of_date, version from {_LOADED} where model = ?"
    loaded = set(database.execute(query, [name]).fetchall())
    stale = sorted({day for day, _ in found ^ loaded})
    if not stale:
        return
    _forget(database, model, stale)
    days = {day: folders[day] for day in stale if day in folders}
    if days:
        _load(database, model, days)
        rows = [(name, day, _version(folder)) for day, folder in days.items()]
        database.executemany(f"insert into {_LOADED} values (?, ?, ?)", rows)


def _version(folder: Path) -> str:
    """Tell one writing of a day's run from another: its record is the last file, and renamed."""
    status = (folder / "run.json").stat()
    return f"{status.st_mtime_ns}-{status.st_ino}"


def _forget(database: duckdb.DuckDBPyConnection, model: Model, days: list[date]) -> None:
    for table in model.SPEC.writes:
        query = f"delete from {quoted(table.name)} where list_contains(?, as_of_date)"
        database.execute(query, [days])
    for name in (MODEL_RUNS.name, MODEL_SCORES.name, _LOADED):
        query = f"delete from {name} where model = ? and list_contains(?, as_of_date)"
        database.execute(query, [model.SPEC.name, days])


def _load(database: duckdb.DuckDBPyConnection, model: Model, days: dict[date, Path]) -> None:
    kinds = ", ".join(f"{name}: {literal(kind)}" for name, kind in MODEL_RUNS.columns.items())
    runs = _listed([folder / "run.json" for folder in days.values()])
    source = f"read_json({runs}, format = 'array', columns = {{{kinds}}})"
    database.execute(f"insert into {MODEL_RUNS.name} by name select * from {source}")
    for table in model.SPEC.writes:
        files = [scores_file(folder, table) for folder in days.values()]
        source = f"read_parquet({_listed(files)}, union_by_name = true)"
        written = {row[0] for row in database.execute(f"describe from {source}").fetchall()}
        # a file of an older version may lack a column, or have one more
        names = ", ".join(quoted(name) for name in table.columns if name in written)
        database.execute(f"insert into {quoted(table.name)} by name select {names} from {source}")
    if model.SPEC.scores:
        _append_scores(database, model, list(days))


def _append_scores(database: duckdb.DuckDBPyConnection, model: Model, days: list[date]) -> None:
    source, scores = model.SPEC.writes[0], {"as_of_date": "as_of_date", **model.SPEC.scores}
    names = ", ".join(f"{expression} as {name}" for name, expression in scores.items())
    select = f"select {literal(model.SPEC.name)} as model, {names} from {quoted(source.name)}"
    query = f"{select} where list_contains(?, as_of_date)"
    database.execute(f"insert into {MODEL_SCORES.name} by name {query}", [days])


def _count(database: duckdb.DuckDBPyConnection, table: Table) -> int:
    return database.execute(f"select count(*) from {quoted(table.name)}").fetchone()[0]


def _listed(files: list[Path]) -> str:
    return "[" + ", ".join(literal(str(file)) for file in files) + "]"

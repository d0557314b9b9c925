"""Publish: copy what readers may see into a fresh file, and put it in place by one rename.

A reader who has the old file open goes on with it; one who opens the file later sees the new one.
Generations are kept beside it, so that going back is one rename too.
"""

import os
import shutil
from datetime import date
from pathlib import Path

import duckdb

from include.company import Company
from include.errors import ClienteleError
from include.settings import paths
from include.status_tables import comment_on, write_status
from include.warehouse import connect, literal, open_published, open_warehouse, quoted

SCHEMAS = ("marts", "ml", "insights", "reports")
PII = ("pii",)


def publish(company: Company, as_of: date) -> Path:
    """Write a new generation of all published tables and swap it in; return the published file.

    The same tables also lie as Parquet below `published/parquet/`, and contact data of clients in
    a file of their own that only this user may read. The work file is not changed.
    """
    folder = paths().published_dir / "generations"
    folder.mkdir(parents=True, exist_ok=True)
    name = _next_name(folder, as_of)
    with open_warehouse() as warehouse:
        _write(warehouse, folder / f"{name}.duckdb", SCHEMAS, company, as_of)
        _write(warehouse, folder / f"{name}.contacts.duckdb", PII)
    (folder / f"{name}.contacts.duckdb").chmod(0o600)
    _export_parquet(folder / f"{name}.duckdb", folder / f"{name}.parquet")
    _swap_in(folder / name)
    _remove_old(folder, company.publish.keep_generations)
    return paths().published_file


def published_day() -> date | None:
    """Return the day of the published generation; None when there is none."""
    if not paths().published_file.exists():
        return None
    with open_published() as published:
        return published.execute("select as_of_date from reports.rpt_generation").fetchone()[0]


def generations() -> list[str]:
    """Return the names of the kept generations, oldest first."""
    files = (paths().published_dir / "generations").glob("*.parquet")
    return sorted(file.stem for file in files)


def restore(name: str) -> Path:
    """Publish a kept generation again and return the published file."""
    if name not in generations():
        raise ClienteleError(
            f"there is no generation '{name}'",
            where=str(paths().published_dir / "generations"),
            remedy=f"Kept are {', '.join(generations()) or 'none'}",
        )
    _swap_in(paths().published_dir / "generations" / name)
    return paths().published_file


def _next_name(folder: Path, as_of: date) -> str:
    numbers = [int(file.name.split("-")[0]) for file in folder.glob("[0-9]*-*")]
    return f"{max(numbers, default=0) + 1:06d}-{as_of}"


def _write(
    warehouse: duckdb.DuckDBPyConnection,
    target: Path,
    schemas: tuple[str, ...],
    company: Company | None = None,
    as_of: date | None = None,
) -> None:
    """Copy every table of the schemas, with its comments, into a fresh file."""
    target.unlink(missing_ok=True)
    warehouse.execute(f"attach {literal(str(target))} as target")
    try:
        for schema in schemas:
            warehouse.execute(f"create schema target.{schema}")
        for schema, table in _tables(warehouse, schemas):
            name = f"{schema}.{quoted(table)}"
            # a past day that is built anew has not heard what was foretold after it
            known = f"where as_of_date <= {literal(str(as_of))}" if schema == "ml" else ""
            warehouse.execute(f"create table target.{name} as from {name} {known}")
            _copy_comments(warehouse, schema, table)
        if company and as_of:
            write_status(warehouse, "target.reports", company, as_of)
    finally:
        warehouse.execute("detach target")
    _flush(target)


def _tables(
    warehouse: duckdb.DuckDBPyConnection, schemas: tuple[str, ...]
) -> list[tuple[str, str]]:
    marks = ", ".join("?" for _ in schemas)
    return warehouse.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = "
        f"current_database() and schema_name in ({marks}) order by all",
        list(schemas),
    ).fetchall()


def _copy_comments(warehouse: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
    here = "database_name = current_database() and schema_name = ? and table_name = ?"
    query = f"select comment from duckdb_tables() where {here}"
    (grain,) = warehouse.execute(query, [schema, table]).fetchone()
    query = f"select column_name, comment from duckdb_columns() where {here}"
    told = warehouse.execute(f"{query} and comment is not null", [schema, table]).fetchall()
    comment_on(warehouse, f"target.{schema}.{quoted(table)}", grain, dict(told))


def _export_parquet(file: Path, target: Path) -> None:
    """Write each table as `<schema>/<table>.parquet`; the folder's name makes it a generation."""
    unfinished = target.with_name(f".{target.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    database = connect(file, read_only=True)
    try:
        for schema, table in _tables(database, SCHEMAS):
            (unfinished / schema).mkdir(parents=True, exist_ok=True)
            place = literal(str(unfinished / schema / f"{table}.parquet"))
            database.execute(
                f"copy {schema}.{quoted(table)} to {place} (format parquet, compression zstd)"
            )
    finally:
        database.close()
    unfinished.rename(target)


def _swap_in(generation: Path) -> None:
    """Point the published names at a generation: each by one rename, the main file last."""
    published = paths().published_dir
    _replace(published / "parquet", Path("generations") / f"{generation.name}.parquet")
    for file, ending in (
        (paths().pii_file, ".contacts.duckdb"),
        (paths().published_file, ".duckdb"),
    ):
        staged = file.with_name(f".{file.name}.new")
        staged.unlink(missing_ok=True)
        os.link(generation.with_name(generation.name + ending), staged)
        staged.replace(file)


def _replace(link: Path, target: Path) -> None:
    staged = link.with_name(f".{link.name}.new")
    staged.unlink(missing_ok=True)
    staged.symlink_to(target, target_is_directory=True)
    staged.replace(link)


def _remove_old(folder: Path, keep: int) -> None:
    """Remove all but the newest whole generations, and what crashes left of others."""
    kept = tuple(f"{name}." for name in generations()[-keep:])
    for file in folder.iterdir():
        if not file.name.startswith(kept):
            shutil.rmtree(file) if file.is_dir() else file.unlink()


def _flush(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())

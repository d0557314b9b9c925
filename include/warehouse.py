"""The one place that opens DuckDB."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb

from include.errors import ClienteleError
from include.settings import paths

EXTENSIONS = {
    "postgres": "postgres_scanner",
    "mysql": "mysql_scanner",
    "sqlite": "sqlite_scanner",
    "excel": "excel",
}
# how rows are landed: numbers and moments as differences, no large dictionaries, for making them
# costs more than they spare, and no filters, for nobody looks up one value
PARQUET = (
    "format parquet, parquet_version v2, compression zstd, write_bloom_filter false, "
    "row_group_size 61440, dictionary_size_limit 4000"
)
_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def connect(
    path: Path | None = None, *, read_only: bool = False, extensions: tuple[str, ...] = ()
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file, or a private database in memory when `path` is None.

    `extensions` are keys of `EXTENSIONS`; they come from installed wheels, never the network.
    A file that another process holds, or that is no DuckDB file, raises `ClienteleError`.
    """
    try:
        database = duckdb.connect(
            str(path) if path else ":memory:", read_only=read_only, config=_OFFLINE
        )
    except duckdb.IOException as error:
        raise _explain(path, error) from error
    database.execute("set TimeZone = 'UTC'")
    database.execute("set enable_progress_bar = false")
    for extension in extensions:
        database.execute(f"load '{_extension_file(EXTENSIONS[extension])}'")
    return database


@contextmanager
def open_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the private work file for writing; the caller holds the only slot."""
    file = paths().warehouse_file
    file.parent.mkdir(parents=True, exist_ok=True)
    database = connect(file)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def open_published(path: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published generation, the newest by default, read-only."""
    file = path or paths().published_file
    if not file.exists():
        raise ClienteleError(
            "nothing has been published yet",
            where=str(file),
            remedy="Run the refresh first, in Airflow or with `clientele refresh`",
        )
    database = connect(file, read_only=True)
    try:
        yield database
    finally:
        database.close()


def quoted(identifier: str) -> str:
    """Return one identifier, or a dotted path of them, quoted for SQL."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in identifier.split("."))


def literal(text: str) -> str:
    """Return a string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _extension_file(name: str) -> Path:
    package = find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        raise ClienteleError(
            f"DuckDB's extension {name} is not installed",
            where="requirements.txt",
            remedy=f"Install the wheel duckdb-extension-{name.replace('_', '-')}",
        )
    folder = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}"
    return folder / f"{name}.duckdb_extension"


def _explain(path: Path | None, error: duckdb.IOException) -> ClienteleError:
    if "could not set lock" in str(error).lower() or "conflicting lock" in str(error).lower():
        return ClienteleError(
            "another process holds the warehouse file",
            where=str(path),
            remedy="Wait for it to end, or stop it; readers should open the published file",
        )
    if path is not None and path.exists():
        return ClienteleError(
            "the file is not a readable DuckDB database",
            where=str(path),
            remedy="Move it away and run the refresh: it is rebuilt from the landing batches",
        )
    return ClienteleError(
        "the DuckDB file cannot be opened",
        where=str(path),
        remedy="Check that it exists and that this user may read it",
    )

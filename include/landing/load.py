"""Bring landed batches into the warehouse: each parsed once, each row with its time of validity.

Schema `raw` holds one table per stream: every landed row, with `_ingested_at`, the moment we knew
it, and `_superseded_at`, the moment a newer reading took its place (null: still valid). What was
known at any moment is therefore one condition. The tables can be dropped at any time: they are
rebuilt from the landing files.
"""

from datetime import datetime

import duckdb

from include.company import Company
from include.landing.batches import BatchManifest, check_integrity, manifests
from include.landing.raw_tables import OWN_COLUMNS, as_held, identity, raw_table, widen
from include.landing.validity import update_validity
from include.landing.views import create_views
from include.sources.mapping import describe, moment_of
from include.sources.streams import Stream
from include.warehouse import literal, open_warehouse


def load_landing(company: Company, known_at: datetime | None = None) -> int:
    """Load every new batch and make the views of schema `landing`; return the rows loaded.

    `known_at` (naive UTC) shows the world as it was known then; None shows all that is known.
    A damaged or missing batch file raises `ClienteleError` before anything is changed.
    """
    with open_warehouse() as database:
        database.execute("create schema if not exists raw")
        database.execute(
            "create table if not exists raw.batches (source VARCHAR, stream VARCHAR, "
            "definition VARCHAR, batch_id VARCHAR, mode VARCHAR, part VARCHAR, "
            "read_from TIMESTAMP, window_end TIMESTAMP, ingested_at TIMESTAMP)"
        )
        rows = 0
        for source_name, source in company.enabled_sources.items():
            for stream_name, stream in source.streams.items():
                zone = stream.zone or source.zone or company.zone
                rows += _load_stream(database, source_name, stream_name, stream, zone)
        # as one: each alone would wait for the disk
        database.begin()
        create_views(database, company, known_at)
        database.commit()
    return rows


def _load_stream(
    database: duckdb.DuckDBPyConnection,
    source_name: str,
    stream_name: str,
    stream: Stream,
    zone: str,
) -> int:
    """Load a stream's new batches in one transaction.

    It starts anew when the stream is defined otherwise, or when a loaded batch is no longer landed.
    """
    table = raw_table(source_name, stream_name)
    definition = f"{stream.model_dump_json()} {zone}"
    database.begin()
    try:
        if _definitions(database, source_name, stream_name) - {definition}:
            _forget(database, source_name, stream_name, table)
        if _loaded(database, source_name, stream_name) - _landed(source_name, stream_name):
            _forget(database, source_name, stream_name, table)
        batches = _new_batches(database, source_name, stream_name)
        _create(database, table)
        alike = _alike(database, batches) if batches else []
        rows = sum(_insert(database, table, some, stream, zone) for some in alike)
        _note(database, batches, definition)
        update_validity(database, table, source_name, stream_name, stream, batches)
        database.commit()
    except BaseException:
        database.rollback()
        raise
    return rows


def _definitions(database: duckdb.DuckDBPyConnection, source: str, stream: str) -> set[str]:
    query = "select distinct definition from raw.batches where source = ? and stream = ?"
    return {row[0] for row in database.execute(query, [source, stream]).fetchall()}


def _forget(database: duckdb.DuckDBPyConnection, source: str, stream: str, table: str) -> None:
    database.execute(f"drop table if exists {table} cascade")
    database.execute("delete from raw.batches where source = ? and stream = ?", [source, stream])


def _new_batches(
    database: duckdb.DuckDBPyConnection, source: str, stream: str
) -> list[BatchManifest]:
    loaded = _loaded(database, source, stream)
    batches = [m for m in manifests(source, stream) if m.sha256 and m.batch_id not in loaded]
    for batch in batches:
        check_integrity(batch)
    return batches


def _loaded(database: duckdb.DuckDBPyConnection, source: str, stream: str) -> set[str]:
    query = "select batch_id from raw.batches where source = ? and stream = ?"
    return {row[0] for row in database.execute(query, [source, stream]).fetchall()}


def _landed(source: str, stream: str) -> set[str]:
    return {manifest.batch_id for manifest in manifests(source, stream)}


def _create(database: duckdb.DuckDBPyConnection, table: str) -> None:
    own = ", ".join(f"{name} {kind}" for name, kind in OWN_COLUMNS.items())
    database.execute(f"create table if not exists {table} ({own})")


def _alike(
    database: duckdb.DuckDBPyConnection, batches: list[BatchManifest]
) -> list[list[BatchManifest]]:
    """Put batches together whose files have the same columns, of the same types.

    Read as one, files that differ would lose what each of them says of its own type.
    """
    files = ", ".join(literal(str(batch.file)) for batch in batches)
    shapes = dict(
        database.execute(
            "select file_name, list((name, duckdb_type) order by column_id) "
            f"from parquet_schema([{files}]) group by file_name"
        ).fetchall()
    )
    alike: dict[str, list[BatchManifest]] = {}
    for batch in batches:
        alike.setdefault(str(shapes[str(batch.file)]), []).append(batch)
    return list(alike.values())


def _insert(
    database: duckdb.DuckDBPyConnection,
    table: str,
    batches: list[BatchManifest],
    stream: Stream,
    zone: str,
) -> int:
    """Insert the rows of batches of one shape at once, each with its identity and its times."""
    files = ", ".join(literal(str(batch.file)) for batch in batches)
    read = f"read_parquet([{files}], union_by_name = true, filename = '_file')"
    columns = describe(database, f"select * exclude (_file) from {read}")
    widen(database, table, columns, read)
    database.execute(
        "create or replace temp table arriving (_file VARCHAR, _batch_id VARCHAR, "
        "_part VARCHAR, _ingested_at TIMESTAMP, _is_deleted BOOLEAN)"
    )
    database.executemany(
        "insert into arriving values (?, ?, ?, ?, ?)",
        [[str(b.file), b.batch_id, b.part, b.ingested_at, b.mode == "deletions"] for b in batches],
    )
    body = ", ".join(as_held(database, table, columns))
    event_at, updated_at = (
        _moment(name, columns, stream, zone) for name in (stream.time, stream.updated)
    )
    return database.execute(
        f"insert into {table} by name select {body}, _batch_id, _part, "
        f"{identity(stream, columns)} as _row_key, "
        f"{event_at} as _event_at, {updated_at} as _source_updated_at, "
        f"_ingested_at, _is_deleted from {read} inner join arriving using (_file)"
    ).fetchone()[0]


def _moment(name: str | None, columns: dict[str, str], stream: Stream, zone: str) -> str:
    """Return SQL of a cursor column's moment; a batch of deletions holds only keys."""
    there = {column.lower() for column in columns}
    known = name if name and name.lower() in there else None
    return moment_of(known, columns, stream, zone) or "null"


def _note(
    database: duckdb.DuckDBPyConnection, batches: list[BatchManifest], definition: str
) -> None:
    columns = ("batch_id", "mode", "part", "read_from", "window_end", "ingested_at")
    rows = [
        [batch.source, batch.stream, definition, *(getattr(batch, name) for name in columns)]
        for batch in batches
    ]
    if rows:
        database.executemany("insert into raw.batches values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

"""What must hold whatever happened: asked after every fault.

I1  the views of schema `landing` equal those of a run that nothing disturbed (`views`)
I2  rows in = rows landed + duplicates + quarantined, of every batch, in its files too
I5  no cursor passes data that is not saved
I6  no secret in what was written or said
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from include.company import Company
from include.landing.batches import BatchManifest, check_integrity, manifests
from include.settings import paths
from include.sources.mapping import describe, moment_of
from include.sources.streams import Stream
from include.warehouse import connect, literal, open_warehouse


def views() -> dict[str, list]:
    """Return rows and a hash of every view that was loaded, whatever the rows' order."""
    with open_warehouse() as database:
        names = database.execute(
            "select view_name from duckdb_views() where schema_name = 'landing' order by all"
        ).fetchall()
        facts = " union all ".join(
            f"select {literal(name)}, count(*), sum(hash(v)) from landing.{name} as v"
            for (name,) in names
        )
        return {name: rest for name, *rest in database.execute(facts).fetchall()}


def check(company: Company) -> None:
    """Assert I2 and I5 of all that has landed in this home, and that every file is whole."""
    with connect() as database:
        for source_name, source in company.sources.items():
            for stream_name, stream in source.streams.items():
                batches = manifests(source_name, stream_name)
                for batch in batches:
                    _balances(database, batch)
                zone = stream.zone or source.zone or company.zone
                _no_cursor_passes_what_is_saved(database, batches, stream, zone)


def assert_no_secret(secrets: Iterable[str], said: Iterable[str]) -> None:
    """Assert I6: none of these texts was said, or stands in a file of this home."""
    hidden = [secret.encode() for secret in secrets]
    assert hidden
    assert all(len(secret) >= 8 for secret in hidden), "a shorter secret is found anywhere"
    texts = [text.encode() for text in said]
    files = [file for file in paths().home.rglob("*") if file.is_file()]
    contents = texts + [content for file in files for content in _contents(file)]
    assert not [secret for secret in hidden for content in contents if secret in content]


def _contents(file: Path) -> list[bytes]:
    """Return a file's bytes; a Parquet file's values too, which are compressed in its bytes."""
    raw = file.read_bytes()
    if raw[:4] != b"PAR1":
        return [raw]
    with connect() as database:
        rows = database.execute(f"select cast(f as VARCHAR) from {literal(str(file))} as f")
        return [raw, *(row[0].encode() for row in rows.fetchall())]


def _balances(database: duckdb.DuckDBPyConnection, batch: BatchManifest) -> None:
    assert batch.rows_in == batch.rows_landed + batch.duplicates + batch.quarantined
    held = batch.deleted if batch.mode == "deletions" else batch.rows_landed
    if batch.sha256:
        check_integrity(batch)
        assert _row_count(database, batch.file) == held
    else:
        assert held == 0
    assert _row_count(database, batch.quarantine_file) == batch.quarantined


def _row_count(database: duckdb.DuckDBPyConnection, file: Path) -> int:
    if not file.exists():
        return 0
    return database.execute(f"select count(*) from {literal(str(file))}").fetchone()[0]


def _no_cursor_passes_what_is_saved(
    database: duckdb.DuckDBPyConnection, batches: list[BatchManifest], stream: Stream, zone: str
) -> None:
    told = max((batch.cursor_after for batch in batches if batch.cursor_after), default=None)
    if told is None:
        return
    saved = [file for b in batches for file in (b.file, b.quarantine_file) if file.exists()]
    files = ", ".join(literal(str(file)) for file in saved)
    read = f"read_parquet([{files}], union_by_name = true)"
    moment = moment_of(stream.cursor, describe(database, f"from {read}"), stream, zone)
    (newest,) = database.execute(f"select max({moment}) from {read}").fetchone()
    assert told <= newest.isoformat()

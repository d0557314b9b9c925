"""Land one reading: split it by the contract, pass the door, and make the batch exist."""

from dataclasses import replace
from pathlib import Path

import duckdb

from include.company_sections import Quality
from include.errors import ClienteleError
from include.landing.batches import (
    BatchManifest,
    commit,
    manifests,
    settle,
)
from include.landing.draft import Reading, blank, draft, is_known
from include.landing.verdicts import BatchFacts, judge_rows, rows_of
from include.quality.contract import Contract
from include.quality.door import pass_door
from include.warehouse import literal


def land(
    database: duckdb.DuckDBPyConnection,
    fetched: Path,
    columns: dict[str, str],
    reading: Reading,
    contract: Contract,
    quality: Quality,
) -> BatchManifest:
    """Turn a fetched Parquet file, open as `batch`, into a landed batch and return its manifest.

    Rows that break the contract go to the batch's quarantine file, rows that repeat a key are
    counted and left out. A reading equal to the one it replaces lands no rows. The file is
    consumed.
    """
    earlier = manifests(reading.source, reading.stream_name)
    facts = judge_rows(database, columns, reading.stream, reading.zone, contract)
    before = _rows_before(reading, earlier)
    try:
        pass_door(reading.source, reading.stream_name, facts, quality, before)
    except ClienteleError as error:
        raise _with_the_rows(error, database, columns, facts, fetched) from error
    manifest = draft(columns, reading, facts, contract, earlier)
    if is_known(manifest, earlier):
        fetched.unlink()
        manifest = replace(manifest, rows_landed=0, duplicates=facts.rows_in, quarantined=0)
    else:
        manifest = _write(database, fetched, columns, manifest)
    commit(manifest)
    return manifest


def land_deletions(
    database: duckdb.DuckDBPyConnection, keys: str, gone: int, reading: Reading
) -> BatchManifest:
    """Land tombstones: a batch that holds only the keys, of the query `keys`, that are gone."""
    earlier = manifests(reading.source, reading.stream_name)
    manifest = replace(blank(reading, earlier), mode="deletions", deleted=gone)
    temporary = manifest.file.with_name(f".{manifest.batch_id}.tmp")
    database.execute(f"copy ({keys}) to {literal(str(temporary))} (format parquet)")
    manifest = replace(manifest, sha256=settle(temporary, manifest.file))
    commit(manifest)
    return manifest


def remember(reading: Reading) -> BatchManifest:
    """Commit a batch without rows that remembers the reading's bookmark."""
    earlier = manifests(reading.source, reading.stream_name)
    manifest = replace(blank(reading, earlier), mode="deletions")
    commit(manifest)
    return manifest


def _with_the_rows(
    error: ClienteleError,
    database: duckdb.DuckDBPyConnection,
    columns: dict[str, str],
    facts: BatchFacts,
    fetched: Path,
) -> ClienteleError:
    """Leave the rows that closed the door beside the batches, and let the error say where."""
    refused = fetched.with_name("refused.parquet")
    if facts.quarantined:
        database.execute(rows_of("quarantine", columns, refused))
    fetched.unlink()
    shown = f"; the rows and their reasons lie in {refused}" if facts.quarantined else ""
    return error.at(f"{error.where}{shown}")


def _rows_before(reading: Reading, earlier: list[BatchManifest]) -> int | None:
    """Return the size of the last full reading: only of everything can rows be missing."""
    if reading.stream.mode != "full":
        return None
    return next((m.rows_in for m in reversed(earlier) if m.mode == "full"), None)


def _write(
    database: duckdb.DuckDBPyConnection,
    fetched: Path,
    columns: dict[str, str],
    manifest: BatchManifest,
) -> BatchManifest:
    """Move a sound file into place as it is; rewrite one that has rows to leave out."""
    if manifest.rows_landed == manifest.rows_in:
        return replace(manifest, sha256=settle(fetched, manifest.file))
    kept = fetched.with_suffix(".kept")
    database.execute(rows_of("keep", columns, kept))
    if manifest.quarantined:
        refused = fetched.with_suffix(".refused")
        database.execute(rows_of("quarantine", columns, refused))
        settle(refused, manifest.quarantine_file)
    fetched.unlink()
    return replace(manifest, sha256=settle(kept, manifest.file))

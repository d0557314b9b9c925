"""Land one reading: split it by the contract, pass the door, and make the batch exist."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from include.company_sections import Quality
from include.errors import ClienteleError
from include.landing.batches import (
    BatchManifest,
    Window,
    commit,
    manifests,
    next_moment,
    settle,
)
from include.landing.verdicts import BATCH, BatchFacts, judge_rows, rows_of
from include.quality.contract import Contract
from include.quality.door import pass_door
from include.sources.config import Stream
from include.sources.mapping import moment_of, quoted_name
from include.warehouse import literal


@dataclass(frozen=True)
class Reading:
    """What was asked of which stream, by whom; `part` is the file name of an append stream."""

    source: str
    stream_name: str
    stream: Stream
    zone: str
    window: Window
    run_id: str
    part: str = ""


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
    manifest = _draft(database, columns, reading, facts, contract, earlier)
    if _is_known(manifest, earlier):
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
    manifest = replace(_blank(reading, earlier), mode="deletions", deleted=gone)
    temporary = manifest.file.with_name(f".{manifest.batch_id}.tmp")
    database.execute(f"copy ({keys}) to {literal(str(temporary))} (format parquet)")
    manifest = replace(manifest, sha256=settle(temporary, manifest.file))
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
    return ClienteleError(error.what, where=f"{error.where}{shown}", remedy=error.remedy)


def _rows_before(reading: Reading, earlier: list[BatchManifest]) -> int | None:
    """Return the size of the last full reading: only of everything can rows be missing."""
    if reading.stream.mode != "full":
        return None
    return next((m.rows_in for m in reversed(earlier) if m.mode == "full"), None)


def _blank(reading: Reading, earlier: list[BatchManifest]) -> BatchManifest:
    moment = next_moment(earlier)
    window = reading.window
    stamp = moment.strftime("%Y%m%dT%H%M%S%f")
    return BatchManifest(
        batch_id=f"{stamp}-{window.start:%Y%m%d%H%M}-{window.end:%Y%m%d%H%M}",
        source=reading.source,
        stream=reading.stream_name,
        mode=reading.stream.mode,
        part=reading.part,
        window_start=window.start.isoformat(),
        window_end=window.end.isoformat(),
        read_from=window.read_from.isoformat(),
        run_id=reading.run_id,
        ingested_at=moment.isoformat(timespec="microseconds"),
    )


def _draft(
    database: duckdb.DuckDBPyConnection,
    columns: dict[str, str],
    reading: Reading,
    facts: BatchFacts,
    contract: Contract,
    earlier: list[BatchManifest],
) -> BatchManifest:
    cursor = moment_of(reading.stream.cursor, columns, reading.stream, reading.zone)
    body = ", ".join(quoted_name(name) for name in columns)
    newest, content = database.execute(
        f"select max({cursor or 'null'}), sum(hash(row({body}))) from {BATCH}"
    ).fetchone()
    before = next((m.cursor_after for m in reversed(earlier) if m.cursor_after), None)
    return replace(
        _blank(reading, earlier),
        rows_in=facts.rows_in,
        rows_landed=facts.rows_in - facts.duplicates - facts.quarantined,
        duplicates=facts.duplicates,
        quarantined=facts.quarantined,
        content=f"{facts.rows_in}:{content or 0}:{_digest(list(columns), contract)}",
        cursor_before=before,
        cursor_after=newest.isoformat() if isinstance(newest, datetime) else None,
    )


def _digest(*parts: object) -> str:
    """Return a short name of columns and contract: when either changes, rows land anew."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _is_known(manifest: BatchManifest, earlier: list[BatchManifest]) -> bool:
    """Say whether the newest batch that can hold the same rows is this very reading."""
    rivals = [m for m in earlier if m.sha256 and (m.mode, m.part) == (manifest.mode, manifest.part)]
    if manifest.mode == "interval":
        rivals = [
            m
            for m in rivals
            if m.read_from < manifest.window_end and manifest.read_from < m.window_end
        ]
    if not rivals:
        return False
    newest = rivals[-1]
    same_window = manifest.mode != "interval" or (newest.read_from, newest.window_end) == (
        manifest.read_from,
        manifest.window_end,
    )
    return same_window and newest.content == manifest.content


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

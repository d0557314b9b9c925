"""Batches: what one reading of one stream brought, whole or not at all.

A batch is a Parquet file of verbatim rows and a manifest beside it. Both are written under a
temporary name, flushed and renamed, the manifest last: without a manifest there is no batch.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from include.errors import ClienteleError
from include.settings import paths

MANIFEST = ".manifest.json"


@dataclass(frozen=True)
class Window:
    """The half-open interval a reading covers, naive UTC; it is read from before, by the overlap.

    A reading of everything keeps the interval it was asked for, as the time it stands for.
    """

    start: datetime
    end: datetime
    read_from: datetime


@dataclass(frozen=True)
class BatchManifest:
    """What a batch is and what it holds. Times are naive UTC in ISO format.

    rows_in = rows_landed + duplicates + quarantined, always. A batch without `sha256` has no file:
    its reading brought nothing that the one before had not. `mode` is the stream's, or deletions.
    `bookmark` is where the next reading of the stream goes on, for sources that say so.
    """

    batch_id: str
    source: str
    stream: str
    mode: str
    part: str
    window_start: str
    window_end: str
    read_from: str
    run_id: str
    ingested_at: str
    cursor_before: str | None = None
    cursor_after: str | None = None
    rows_in: int = 0
    rows_landed: int = 0
    duplicates: int = 0
    quarantined: int = 0
    deleted: int = 0
    bookmark: str = ""
    content: str = ""
    sha256: str = ""

    @property
    def file(self) -> Path:
        """The batch's landed rows."""
        return folder(self.source, self.stream) / f"{self.batch_id}.parquet"

    @property
    def quarantine_file(self) -> Path:
        """The batch's rows that broke the contract, each with its reasons."""
        return folder(self.source, self.stream) / f"{self.batch_id}.quarantine.parquet"


def folder(source: str, stream: str) -> Path:
    """Return the folder of a stream's batches."""
    return paths().landing / source / stream


def manifests(source: str, stream: str) -> list[BatchManifest]:
    """Return a stream's batches in the order they came."""
    files = folder(source, stream).glob(f"*{MANIFEST}")
    found = [_read(file, file.stat().st_mtime_ns) for file in files]
    return sorted(found, key=lambda manifest: (manifest.ingested_at, manifest.batch_id))


def next_moment(earlier: list[BatchManifest]) -> datetime:
    """Return the moment of a new batch: now, and always after the stream's earlier ones."""
    newest = max((manifest.ingested_at for manifest in earlier), default="")
    now = datetime.now(UTC).replace(tzinfo=None)
    if newest and now.isoformat(timespec="microseconds") <= newest:
        return datetime.fromisoformat(newest) + timedelta(microseconds=1)
    return now


def commit(manifest: BatchManifest) -> None:
    """Make a batch exist: its files are in place already, the manifest is renamed last."""
    target = manifest.file.with_name(f"{manifest.batch_id}{MANIFEST}")
    temporary = target.with_name(f".{target.name}.tmp")
    with temporary.open("w", encoding="utf-8") as out:
        json.dump(asdict(manifest), out, indent=2)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(target)


def settle(temporary: Path, target: Path) -> str:
    """Flush a finished temporary file, give it its name, and return its sha256."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    temporary.replace(target)
    return digest


def check_integrity(manifest: BatchManifest) -> None:
    """Raise `ClienteleError` when a batch file is missing or not what its manifest says."""
    try:
        with manifest.file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        digest = "missing"
    if digest != manifest.sha256:
        raise ClienteleError(
            "a landed batch is damaged" if digest != "missing" else "a landed batch is missing",
            where=str(manifest.file),
            remedy="Restore the file from a backup, or remove its manifest and extract the "
            f"interval {manifest.window_start} to {manifest.window_end} again",
        )


@cache
def _read(file: Path, written: int) -> BatchManifest:
    """Read a manifest once a process: it never changes, unless someone has damaged it."""
    try:
        return BatchManifest(**json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ClienteleError(
            "a batch manifest cannot be read",
            where=str(file),
            remedy="Restore it from a backup, or remove it and extract the interval again",
        ) from error

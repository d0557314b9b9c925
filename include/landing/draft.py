"""What a batch's manifest says of a reading, before its rows are written."""

import hashlib
from dataclasses import dataclass, replace

from include.landing.batches import BatchManifest, Window, next_moment
from include.landing.verdicts import BatchFacts
from include.quality.contract import Contract
from include.sources.streams import Stream


@dataclass(frozen=True)
class Reading:
    """What was asked of which stream, by whom; `part` is the file name of an append stream.

    `bookmark` is remembered by the batch: where the stream's next reading goes on.
    """

    source: str
    stream_name: str
    stream: Stream
    zone: str
    window: Window
    run_id: str
    part: str = ""
    bookmark: str = ""


def blank(reading: Reading, earlier: list[BatchManifest]) -> BatchManifest:
    """Return the manifest of a reading that has brought nothing yet."""
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
        bookmark=reading.bookmark,
        ingested_at=moment.isoformat(timespec="microseconds"),
    )


def draft(
    columns: dict[str, str],
    reading: Reading,
    facts: BatchFacts,
    contract: Contract,
    earlier: list[BatchManifest],
) -> BatchManifest:
    """Return the manifest of what `batch` holds, before its rows are written."""
    before = next((m.cursor_after for m in reversed(earlier) if m.cursor_after), None)
    return replace(
        blank(reading, earlier),
        rows_in=facts.rows_in,
        rows_landed=facts.rows_in - facts.duplicates - facts.quarantined,
        duplicates=facts.duplicates,
        quarantined=facts.quarantined,
        content=f"{facts.rows_in}:{facts.content}:{_digest(list(columns), contract)}",
        cursor_before=before,
        cursor_after=facts.newest and facts.newest.isoformat(),
    )


def is_known(manifest: BatchManifest, earlier: list[BatchManifest]) -> bool:
    """Say whether the newest batch that can hold the same rows is this very reading.

    Of changes only none are known: a row that was gone and is back says what it said before.
    """
    rivals = [m for m in earlier if m.sha256 and (m.mode, m.part) == (manifest.mode, manifest.part)]
    if manifest.mode == "interval":
        rivals = [
            m
            for m in rivals
            if m.read_from < manifest.window_end and manifest.read_from < m.window_end
        ]
    if not rivals:
        return False
    if manifest.mode == "changes":
        return manifest.rows_in == 0
    newest = rivals[-1]
    same_window = manifest.mode != "interval" or (newest.read_from, newest.window_end) == (
        manifest.read_from,
        manifest.window_end,
    )
    return same_window and newest.content == manifest.content


def _digest(*parts: object) -> str:
    """Return a short name of columns and contract: when either changes, rows land anew."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]

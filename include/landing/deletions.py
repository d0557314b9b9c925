"""Find rows that were deleted at the source: keys that landed and are there no more."""

from typing import Literal

import duckdb

from include.company_sections import Quality
from include.errors import ClienteleError
from include.landing.batches import BatchManifest, manifests
from include.landing.draft import Reading
from include.landing.land import land_deletions
from include.sources.mapping import column_or_expression, quoted_name
from include.warehouse import literal

FREE_ROWS = 20  # so few deletions never wait for a person


def land_gone(
    database: duckdb.DuckDBPyConnection,
    relation: str,
    columns: dict[str, str],
    reading: Reading,
    quality: Quality,
    but: Literal["", "except"],
) -> list[BatchManifest]:
    """Land a batch of tombstones for the landed keys in `relation` or, `except`, for all but those.

    No batch when none is gone. More than `max_shrink_pct` of the landed keys raise
    `ClienteleError`.
    """
    files = [m for m in manifests(reading.source, reading.stream_name) if m.sha256]
    if not files:
        return []
    keys = [column_or_expression(name, columns) for name in reading.stream.key]
    names = ", ".join(keys)
    database.execute(f"create or replace temp table landed_keys as {_alive(files, names)}")
    database.execute(
        "create or replace temp table gone_keys as "
        f"from landed_keys {but or 'intersect'} select {names} from {relation}"
    )
    (alive,) = database.execute("select count(*) from landed_keys").fetchone()
    (gone,) = database.execute("select count(*) from gone_keys").fetchone()
    _refuse_mass_deletion(gone, alive, reading, quality)
    return [land_deletions(database, "from gone_keys", gone, reading)] if gone else []


def returned_keys(
    database: duckdb.DuckDBPyConnection, relation: str, reading: Reading
) -> str | None:
    """Return a query of the keys that were seen to be deleted and stand at the source again."""
    files = [m for m in manifests(reading.source, reading.stream_name) if m.sha256]
    if not any(batch.mode == "deletions" for batch in files):
        return None
    names = ", ".join(map(quoted_name, reading.stream.key))
    database.execute(
        f"create or replace temp table returned_keys as {_alive(files, names, 'gone')} "
        f"intersect select {names} from {relation}"
    )
    (back,) = database.execute("select count(*) from returned_keys").fetchone()
    return "from returned_keys" if back else None


def _refuse_mass_deletion(gone: int, alive: int, reading: Reading, quality: Quality) -> None:
    if gone > max(FREE_ROWS, alive * quality.max_shrink_pct / 100):
        raise ClienteleError(
            f"{gone} of {alive} rows are no longer at the source",
            where=f"source {reading.source}, stream {reading.stream_name}",
            remedy="Nothing was deleted here. If it is meant, raise quality.max_shrink_pct for "
            "one extraction",
        )


def _alive(batches: list[BatchManifest], names: str, state: str = "alive") -> str:
    """Return a query of the keys whose newest batch is no deletion, or, `gone`, is one."""
    seen = " union all ".join(
        f"select {names}, {literal(batch.ingested_at)} as seen, "
        f"{batch.mode == 'deletions'} as is_gone from read_parquet({literal(str(batch.file))})"
        for batch in batches
    )
    wanted = "" if state == "gone" else "not "
    return f"select {names} from ({seen}) group by {names} having {wanted}arg_max(is_gone, seen)"

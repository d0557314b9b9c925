"""When a landed row ceased to be true: the four ways in which a newer reading replaces an older."""

import duckdb

from include.landing.batches import BatchManifest
from include.sources.streams import Stream
from include.warehouse import literal

REPLACEMENTS = """
    create or replace temp table replacements as
    select older.batch_id, newer.ingested_at as newer_at,
        newer.read_from as newer_from, newer.window_end as newer_end
    from (from raw.batches where {mine}) as older
    inner join (from raw.batches where {mine}) as newer
        on newer.ingested_at > older.ingested_at and {replaces}
"""

END_BY_BATCH = """
    update {table} set _superseded_at = ended.newer_at
    from (
        select held.rowid as row_id, min(newer_at) as newer_at
        from {table} as held
        inner join replacements on held._batch_id = replacements.batch_id and {reaches}
        where held._superseded_at is null
        group by held.rowid
    ) as ended
    where {table}.rowid = ended.row_id
"""

# A deletion begins a new life of its key: what came before it is over, what comes later is alive.
END_BY_KEY = """
    update {table} set _superseded_at = judged.ended_at
    from (
        with versions as (
            select rowid as row_id, _row_key, _ingested_at, _source_updated_at, _is_deleted,
                count(*) filter (where _is_deleted) over (
                    partition by _row_key order by _ingested_at
                ) as life
            from {table}
            where _superseded_at is null and _row_key in (
                select _row_key from {table}
                where _superseded_at is null group by _row_key having count(*) > 1
            )
        ),
        bettered as (
            select *, min(_ingested_at) over (
                partition by _row_key
                order by life desc, _is_deleted, _source_updated_at desc nulls last,
                    _ingested_at desc
                rows between unbounded preceding and 1 preceding
            ) as better_at
            from versions
        )
        select row_id, greatest(_ingested_at, better_at) as ended_at
        from bettered
        where better_at is not null
    ) as judged
    where {table}.rowid = judged.row_id
"""


def update_validity(
    database: duckdb.DuckDBPyConnection,
    table: str,
    source: str,
    stream_name: str,
    stream: Stream,
    arrived: list[BatchManifest],
) -> None:
    """Set `_superseded_at` of the rows of `table` that the arrived batches replace.

    A reading of everything replaces all before it; a file replaces the file of its name; with a
    key, the version that the source calls newer (then the one that came later) replaces the other;
    without one, a reading of an interval replaces all that earlier readings said of it.
    """
    if not arrived:
        return
    if stream.mode == "full":
        _by_batch(database, table, source, stream_name, "true")
    elif stream.mode == "append":
        _by_batch(database, table, source, stream_name, "newer.part = older.part")
        if stream.key:
            _by_key(database, table)
    elif stream.key:
        _by_key(database, table)
    else:
        overlaps = "newer.read_from < older.window_end and older.read_from < newer.window_end"
        inside = "_event_at >= newer_from and _event_at < newer_end"
        _by_batch(database, table, source, stream_name, overlaps, inside)


def _by_batch(
    database: duckdb.DuckDBPyConnection,
    table: str,
    source: str,
    stream_name: str,
    replaces: str,
    reaches: str = "true",
) -> None:
    """Let the first newer batch that replaces a row's batch, and reaches the row, end the row."""
    mine = f"source = {literal(source)} and stream = {literal(stream_name)}"
    database.execute(REPLACEMENTS.format(mine=mine, replaces=replaces))
    database.execute(END_BY_BATCH.format(table=table, reaches=reaches))


def _by_key(database: duckdb.DuckDBPyConnection, table: str) -> None:
    """Order the valid versions of each key that has several; one ends when a better one came.

    A version that came after a better one was never valid: it ends at the moment it came.
    """
    database.execute(END_BY_KEY.format(table=table))

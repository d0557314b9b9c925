"""Which rows of a fetched file are kept, which repeat a key, which go to quarantine and why."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb

from include.quality.contract import Contract
from include.sources.mapping import column_or_expression, describe, moment_of, quoted_name
from include.sources.streams import Stream
from include.warehouse import PARQUET, literal

BATCH = "batch"
KEYS_OF_A_PASS, MOST_PASSES = 1_000_000, 16
MARKS_OF_A_KEY, MOST_MARKS = 4, 10**9
_OWN = ("_n", "_row_key")

# A row is judged by the contract first; sound rows of one key are then compared with each other.
VERDICTS = """
    create or replace temp table verdicts as
    with judged as (
        select _n, {key} as key, {moment} as moment, {content} as content, {reasons} as reasons
        from {rows}
    ),
    placed as (
        select *,
            rank() over newest = 1 as is_newest,
            row_number() over (newest rows unbounded preceding) as place
        from judged
        window newest as (partition by key, len(reasons) = 0 order by moment desc nulls last)
    ),
    compared as (
        select *,
            is_newest and len(reasons) = 0
            and min(content) filter (where is_newest) over sound
            <> max(content) filter (where is_newest) over sound as is_contested
        from placed
        window sound as (partition by key, len(reasons) = 0)
    )
    select _n,
        case when is_contested then list_append(reasons, {contested}) else reasons end as reasons,
        case when len(reasons) > 0 or is_contested then 'quarantine'
            when place > 1 then 'duplicate' else 'keep' end as verdict
    from compared
"""


@dataclass(frozen=True)
class BatchFacts:
    """What a reading holds: rows per verdict, and rows per clause of the contract they break.

    `newest` is the latest moment of its cursor; equal `content` means equal rows in any order.
    """

    rows_in: int
    failing: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    duplicates: int = 0
    newest: datetime | None = None
    content: int = 0


def open_batch(database: duckdb.DuckDBPyConnection, file: str) -> dict[str, str]:
    """Make the view `batch` over a Parquet file and return the file's columns with their types.

    `_n` is the row's number in the file.
    """
    database.execute(
        f"create or replace temp view {BATCH} as select * exclude (file_row_number), "
        "file_row_number as _n, cast(file_row_number as VARCHAR) as _row_key "
        f"from read_parquet({literal(file)}, file_row_number = true)"
    )
    columns = describe(database, f"select * from {BATCH}")
    return {name: kind for name, kind in columns.items() if name not in _OWN}


def judge_rows(
    database: duckdb.DuckDBPyConnection,
    columns: dict[str, str],
    stream: Stream,
    zone: str,
    contract: Contract,
) -> BatchFacts:
    """Judge every row of `batch`; make the table `verdicts` only when some row is not kept."""
    facts = _counted(database, columns, stream, zone, contract)
    is_sound = not any(facts.failing.values())
    if is_sound and _keys_are_unique(database, columns, stream, facts.rows_in):
        return facts
    _write_verdicts(database, columns, stream, zone, contract)
    tally = dict(
        database.execute("select verdict, count(*) from verdicts group by verdict").fetchall()
    )
    return replace(
        facts, quarantined=tally.get("quarantine", 0), duplicates=tally.get("duplicate", 0)
    )


def rows_of(verdict: str, columns: dict[str, str], file: Path) -> str:
    """Return SQL that writes the rows of one verdict, as they came, to a file."""
    body = ", ".join(quoted_name(name) for name in columns)
    reasons = ", reasons as _reasons" if verdict == "quarantine" else ""
    return (
        f"copy (select {body}{reasons} from {BATCH} inner join verdicts using (_n) "
        f"where verdict = {literal(verdict)} order by _n) "
        f"to {literal(str(file))} ({PARQUET})"
    )


def _counted(
    database: duckdb.DuckDBPyConnection,
    columns: dict[str, str],
    stream: Stream,
    zone: str,
    contract: Contract,
) -> BatchFacts:
    """Learn in one pass over the rows what can be told of each by itself."""
    body = ", ".join(map(quoted_name, columns))
    newest = f"max({moment_of(stream.cursor, columns, stream, zone) or 'null'})"
    broken = [f"count(*) filter (where {clause.violated})" for clause in contract.clauses]
    told = ["count(*)", newest, f"sum(hash(row({body})))", *broken]
    rows, moment, content, *counts = database.execute(
        f"select {', '.join(told)} from {contract.query}"
    ).fetchone()
    failing = {clause.name: n for clause, n in zip(contract.clauses, counts, strict=True)}
    is_moment = isinstance(moment, datetime)
    return BatchFacts(rows, failing, newest=moment if is_moment else None, content=content or 0)


def _keys_are_unique(
    database: duckdb.DuckDBPyConnection, columns: dict[str, str], stream: Stream, rows: int
) -> bool:
    if not stream.key or not rows:
        return True
    keys = ", ".join(column_or_expression(name, columns) for name in stream.key)
    distinct = _marked(database, keys, rows) or _gathered(database, keys, rows)
    return distinct == rows


def _marked(database: duckdb.DuckDBPyConnection, keys: str, rows: int) -> int | None:
    """Count distinct whole numbers that lie close by marking each; None when the keys are not."""
    kinds = list(describe(database, f"select {keys} from {BATCH}").values())
    if len(kinds) > 1 or not kinds[0].endswith(("INT", "INTEGER")):
        return None
    low, high = database.execute(f"select min({keys}), max({keys}) from {BATCH}").fetchone()
    if high - low >= min(MARKS_OF_A_KEY * rows, MOST_MARKS):
        return None
    query = f"select bit_count(bitstring_agg({keys}, {low}, {high})) from {BATCH}"
    return database.execute(query).fetchone()[0]


def _gathered(database: duckdb.DuckDBPyConnection, keys: str, rows: int) -> int:
    """Count distinct keys, a share of them at a time: memory holds one share, and time is equal."""
    passes = min(MOST_PASSES, -(-rows // KEYS_OF_A_PASS))
    counts = [
        f"select count(*) from (select distinct {keys} from {BATCH} "
        f"where hash({keys}) % {passes} = {number})"
        for number in range(passes)
    ]
    return sum(database.execute(query).fetchone()[0] for query in counts)


def _write_verdicts(
    database: duckdb.DuckDBPyConnection,
    columns: dict[str, str],
    stream: Stream,
    zone: str,
    contract: Contract,
) -> None:
    """Write `verdicts`: of rows with one key the newest is kept and the others are duplicates.

    When the newest rows of a key disagree none can be trusted: all of them go to quarantine.
    """
    keys = [column_or_expression(name, columns) for name in stream.key] or ["_n"]
    moment = moment_of(stream.updated, columns, stream, zone) or "cast(null as TIMESTAMP)"
    content = ", ".join(quoted_name(name) for name in columns)
    contested = literal(f"key {', '.join(stream.key)} stands on rows that differ")
    database.execute(
        VERDICTS.format(
            key=f"row({', '.join(keys)})",
            moment=moment,
            content=f"hash(row({content}))",
            reasons=contract.reasons,
            rows=contract.query,
            contested=contested,
        )
    )

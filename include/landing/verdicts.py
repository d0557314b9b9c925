"""Which rows of a fetched file are kept, which repeat a key, which go to quarantine and why."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from include.quality.contract import Contract
from include.sources.mapping import column_or_expression, describe, moment_of, quoted_name
from include.sources.streams import Stream
from include.warehouse import PARQUET, literal

BATCH = "batch"
KEYS_OF_A_PASS, MOST_PASSES = 1_000_000, 16
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
    """What a reading holds: rows per verdict, and rows per clause of the contract they break."""

    rows_in: int
    failing: dict[str, int] = field(default_factory=dict)
    quarantined: int = 0
    duplicates: int = 0


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
    counts = [f"count(*) filter (where {clause.violated})" for clause in contract.clauses]
    query = f"select {', '.join(['count(*)', *counts])} from {contract.query}"
    rows, *broken = database.execute(query).fetchone()
    failing = {clause.name: n for clause, n in zip(contract.clauses, broken, strict=True)}
    if not any(broken) and _keys_are_unique(database, columns, stream, rows):
        return BatchFacts(rows, failing)
    _write_verdicts(database, columns, stream, zone, contract)
    tally = dict(
        database.execute("select verdict, count(*) from verdicts group by verdict").fetchall()
    )
    return BatchFacts(rows, failing, tally.get("quarantine", 0), tally.get("duplicate", 0))


def rows_of(verdict: str, columns: dict[str, str], file: Path) -> str:
    """Return SQL that writes the rows of one verdict, as they came, to a file."""
    body = ", ".join(quoted_name(name) for name in columns)
    reasons = ", reasons as _reasons" if verdict == "quarantine" else ""
    return (
        f"copy (select {body}{reasons} from {BATCH} inner join verdicts using (_n) "
        f"where verdict = {literal(verdict)} order by _n) "
        f"to {literal(str(file))} ({PARQUET})"
    )


def _keys_are_unique(
    database: duckdb.DuckDBPyConnection, columns: dict[str, str], stream: Stream, rows: int
) -> bool:
    """Count distinct keys, a share of them at a time: memory holds one share, and time is equal."""
    if not stream.key:
        return True
    keys = ", ".join(column_or_expression(name, columns) for name in stream.key)
    passes = min(MOST_PASSES, -(-rows // KEYS_OF_A_PASS))
    counts = [
        f"select count(*) from (select distinct {keys} from {BATCH} "
        f"where hash({keys}) % {passes} = {number})"
        for number in range(passes)
    ]
    return sum(database.execute(query).fetchone()[0] for query in counts) == rows


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

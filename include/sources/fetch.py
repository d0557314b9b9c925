"""Copy what a stream holds for a window to a temporary Parquet file, verbatim."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from include.errors import ClienteleError
from include.landing.batches import Window, folder
from include.landing.draft import Reading
from include.sources.failures import collected
from include.sources.mapping import describe, quoted_name
from include.sources.reading import OpenSource, Part
from include.sources.values import timestamp_utc
from include.warehouse import PARQUET, literal


@dataclass(frozen=True)
class Fetched:
    """A part of a stream, copied to a temporary file beside its future batch."""

    reading: Reading
    part: Part
    file: Path

    def without_its_night(self) -> "Fetched":
        """Return the same, read up to the beginning of its window alone.

        So lands a file beside which others are still to come: the night is not in before all are.
        """
        window = replace(self.reading.window, end=self.reading.window.start)
        return replace(self, reading=replace(self.reading, window=window))


def fetch(
    opened: OpenSource, reading: Reading, closing: bool, failures: list[ClienteleError]
) -> list[Fetched]:
    """Copy every part of a stream that can be read; `failures` takes up why another cannot.

    A `closing` fetch has no end, and rows without a cursor.
    """
    fetched: list[Fetched] = []
    with collected(failures, opened, reading):
        for part in opened.parts(reading, closing):
            own = replace(reading, part=part.name)
            with collected(failures, opened, own):
                fetched.append(_fetch_part(opened.database, part.related(), own, closing))
    return fetched


def fetch_all(database: duckdb.DuckDBPyConnection, part: Part, reading: Reading) -> Fetched:
    """Copy a part whole, whatever its cursor says."""
    columns = describe(database, f"select * from {part.relation}")
    own = replace(reading, part=part.name)
    return Fetched(own, part, _copy(database, part, own, columns, ["true"]))


def _fetch_part(
    database: duckdb.DuckDBPyConnection, part: Part, reading: Reading, closing: bool
) -> Fetched:
    columns = describe(database, f"select * from {part.relation}")
    kinds = {name.lower(): kind for name, kind in columns.items()}
    if kinds.get((reading.stream.cursor or "").lower()) == "DATE":
        reading = replace(reading, window=_whole_days(reading.window, reading.zone))
    conditions = _conditions(part, reading, columns, closing)
    return Fetched(reading, part, _copy(database, part, reading, columns, conditions))


def _whole_days(window: Window, zone: str) -> Window:
    """Return the whole local days of a window: a date has no hour by which it could be cut."""
    first, last, read_from = (
        datetime.combine(_local(moment, zone), time(), tzinfo=ZoneInfo(zone))
        for moment in (window.start, window.end, window.read_from)
    )
    if last == first:
        last += timedelta(days=1)
    bounds = (moment.astimezone(UTC).replace(tzinfo=None) for moment in (first, last, read_from))
    return Window(*bounds)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _copy(
    database: duckdb.DuckDBPyConnection,
    part: Part,
    reading: Reading,
    columns: dict[str, str],
    conditions: list[str],
) -> Path:
    """Copy the rows of each condition to one temporary Parquet file and return it."""
    body = ", ".join(map(quoted_name, _kept(reading, columns)))
    query = " union all ".join(
        f"select {body} from {part.relation} where {condition}" for condition in conditions
    )
    target = folder(reading.source, reading.stream_name)
    target.mkdir(parents=True, exist_ok=True)
    name = f"{reading.run_id.replace('/', '-')}-{reading.window.start:%Y%m%d%H%M}"
    file = target / f".{name}-{reading.part.replace('/', '~')}.fetched"
    database.execute(f"copy ({query}) to {literal(str(file))} ({PARQUET})")
    return file


def _kept(reading: Reading, columns: dict[str, str]) -> list[str]:
    """Return the columns that are not excluded; a name that excludes nothing is a mistake."""
    excluded = {name.lower() for name in reading.stream.exclude}
    unknown = excluded - {name.lower() for name in columns}
    if unknown:
        raise ClienteleError(
            f"the column to exclude is not there: {', '.join(sorted(unknown))}",
            where=f"source {reading.source}, stream {reading.stream_name}: exclude",
            remedy=f"The stream has the columns {', '.join(columns)}",
        )
    return [name for name in columns if name.lower() not in excluded]


def _conditions(part: Part, reading: Reading, columns: dict[str, str], closing: bool) -> list[str]:
    """Return the conditions of what is read, in a form that a database can answer by index.

    A database is spared the question for rows without a cursor when it has none: it would have to
    send the whole table. Anything else is read once, for it is read whole in any case.
    """
    stream, window = reading.stream, reading.window
    if stream.mode != "interval":
        return ["true"]
    kinds = {name.lower(): (name, kind) for name, kind in columns.items()}
    if stream.cursor.lower() not in kinds:
        raise ClienteleError(
            f"the column '{stream.cursor}' is not there",
            where=f"source {reading.source}, stream {reading.stream_name}: updated or time",
            remedy=f"The stream has the columns {', '.join(columns)}",
        )
    name, kind = kinds[stream.cursor.lower()]
    column = quoted_name(name)
    bounds = [_bound(moment, kind, reading.zone) for moment in (window.read_from, window.end)]
    if kind == "VARCHAR":
        column = timestamp_utc(column, kind, reading.zone, stream.time_formats)
    if not closing:
        return [f"{column} >= {bounds[0]} and {column} < {bounds[1]}"]
    until = "" if stream.updated else f" and {column} < {bounds[1]}"
    dated = f"{column} >= {bounds[0]}{until}"
    if part.lacks is None or kind == "VARCHAR":
        return [f"coalesce({dated}, true)"]
    return [dated, f"{column} is null"] if part.lacks(name) else [dated]


def _bound(moment: datetime, kind: str, zone: str) -> str:
    """Write a bound in the column's own type, so that the comparison is left to the source."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"TIMESTAMPTZ '{moment.isoformat()}+00'"
    if kind == "VARCHAR":
        return f"TIMESTAMP '{moment.isoformat()}'"
    local = _local(moment, zone)
    return f"DATE '{local.date()}'" if kind == "DATE" else f"TIMESTAMP '{local.isoformat()}'"

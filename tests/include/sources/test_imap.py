"""A mailbox on a real IMAP server: what is read, how patiently, and that nothing is touched."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from include.company import load_company
from include.errors import ClienteleError
from include.landing.batches import commit
from include.landing.load import load_landing
from include.settings import connection
from include.sources import paged
from include.sources.checks.sources import check_sources
from include.sources.connector import Access
from include.sources.progress import Progress
from include.sources.systems.imap.mailbox import Mailbox
from include.sources.web.clock import VirtualClock
from include.warehouse import open_warehouse
from sandbox.systems.imap.certificate import certificate
from sandbox.systems.imap.faults import ImapFault
from sandbox.systems.imap.server import PASSWORD, Server, mail_server
from sandbox.systems.serving import served
from tests.conftest import extract_days

DAY = date(2025, 3, 10)
NOON = datetime(2025, 3, 10, 12)
OPTIONS = {"own_domains": ["vesna.example"]}
MAILBOX = {"kind": "imap", "connection": "mailbox", "options": OPTIONS}


@pytest.fixture
def server(home, monkeypatch) -> Iterator[Server]:
    with mail_server() as server:
        _point_at(monkeypatch, server)
        yield server


def _point_at(monkeypatch, server: Server, **said: object) -> None:
    told = json.loads(server.connection) | said
    monkeypatch.setenv("AIRFLOW_CONN_MAILBOX", json.dumps(told))


@pytest.fixture
def clock(monkeypatch) -> VirtualClock:
    clock = VirtualClock()
    monkeypatch.setattr(paged, "WallClock", lambda: clock)
    return clock


def mail(number: int = 1, sender: str = "Ann <ann@client.example>", **said: str) -> bytes:
    """Return a mail; `body` is its text, everything else a header."""
    body = said.pop("body", f"text {number}")
    head = {
        "From": sender,
        "To": "sales@vesna.example",
        "Subject": f"mail {number}",
        "Message-ID": f"<{number}@client.example>",
    } | {name.replace("_", "-"): value for name, value in said.items()}
    lines = [f"{name}: {value}" for name, value in head.items()]
    return "\r\n".join([*lines, "", body, ""]).encode()


def night(company, day: date = DAY) -> list:
    return extract_days(company, "mail", day, closing=True)


def known(company, order: str = "subject") -> list[dict]:
    load_landing(company)
    with open_warehouse() as database:
        found = database.execute(f"from landing.interactions order by {order}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_a_mail_becomes_a_contact_at_the_hour_the_server_received_it(server, company_of):
    company = company_of({"mail": MAILBOX})
    server.state.put("a", "INBOX", mail(Date="Mon, 1 Jan 2035 00:00:00 +0000"), NOON)

    night(company)

    (contact,) = known(company)
    assert (contact["interaction_kind"], contact["direction"]) == ("mail", "inbound")
    assert (contact["identifier_kind"], contact["identifier_value"]) == (
        "email",
        "ann@client.example",
    )
    assert (contact["started_at"], contact["body"]) == (NOON, "text 1")


def test_only_the_folders_of_the_list_are_opened_and_no_mail_becomes_seen(server, company_of):
    server.state.put("a", "INBOX", mail(1), NOON)
    server.state.put("b", "Private", mail(2), NOON)
    company = company_of({"mail": MAILBOX})

    night(company)

    assert [contact["subject"] for contact in known(company)] == ["mail 1"]
    opened = {command for command in server.faults.log if "SELECT" in command or "EXAM" in command}
    fetched = [command for command in server.faults.log if "FETCH" in command]
    assert opened == {'EXAMINE "INBOX"', 'EXAMINE "Sent"'}
    assert fetched
    assert all("BODY[" not in command for command in fetched)


def test_the_next_night_fetches_only_what_is_new(server, company_of):
    company = company_of({"mail": MAILBOX | {"streams": {"mails": {"deletions": "ignore"}}}})
    server.state.put("a", "INBOX", mail(1), NOON)
    night(company)
    before = len(server.faults.log)
    night(company)

    assert not [command for command in server.faults.log[before:] if "FETCH" in command]

    server.state.put("b", "INBOX", mail(2), NOON)
    (batch,) = night(company)

    assert (batch.rows_in, batch.rows_landed) == (1, 1)
    assert [contact["subject"] for contact in known(company)] == ["mail 1", "mail 2"]


def test_new_uids_bring_no_mail_twice(server, company_of):
    company = company_of({"mail": MAILBOX})
    for number in range(3):
        server.state.put(str(number), "INBOX", mail(number), NOON)
    night(company)
    server.state.change_uidvalidity("INBOX")
    server.state.put("new", "INBOX", mail(9), NOON)

    (batch,) = night(company)

    assert batch.rows_in == 4
    assert [contact["subject"] for contact in known(company)] == [
        "mail 0",
        "mail 1",
        "mail 2",
        "mail 9",
    ]


def test_a_folder_that_came_less_far_than_it_was_read_is_read_anew(server, company_of):
    company = company_of({"mail": MAILBOX})
    server.state.put("a", "INBOX", mail(1), NOON)
    (batch,) = night(company)
    uidvalidity = json.loads(batch.bookmark)["INBOX"][0]
    restored = replace(batch, bookmark=json.dumps({"INBOX": [uidvalidity, 900]}))
    commit(restored)
    server.state.put("b", "INBOX", mail(2), NOON)

    night(company)

    assert [contact["subject"] for contact in known(company)] == ["mail 1", "mail 2"]


def test_mails_that_bear_one_message_id_are_told_apart(server, company_of):
    company = company_of({"mail": MAILBOX})
    server.state.put("a", "INBOX", mail(1, Message_ID="<same@x>"), NOON)
    server.state.put("b", "INBOX", mail(2, Message_ID="<same@x>"), NOON)
    server.state.put("c", "Sent", mail(2, Message_ID="<same@x>"), NOON)

    (batch,) = night(company)

    assert (batch.rows_in, batch.rows_landed, batch.duplicates) == (3, 2, 1)


def test_a_mail_that_was_deleted_or_moved_out_is_gone(server, company_of):
    company = company_of({"mail": MAILBOX})
    server.state.put("a", "INBOX", mail(1), NOON)
    server.state.put("b", "INBOX", mail(2), NOON)
    night(company)
    server.state.remove("a")

    night(company)

    assert [contact["subject"] for contact in known(company)] == ["mail 2"]


@pytest.mark.parametrize(
    "fault",
    [
        ImapFault("bye", after=1, match="BODY.PEEK[]"),
        ImapFault("cut", after=1, match="BODY.PEEK[]"),
        ImapFault("no", match="BODY.PEEK[]"),
        ImapFault("no", match="FETCH", code="[THROTTLED] slow down"),
        ImapFault("no", match="LOGIN", code="[ALERT] Too many simultaneous connections"),
    ],
    ids=["goodbye", "broken off", "unavailable", "throttled", "too many connections"],
)
def test_a_connection_that_breaks_is_made_again_after_a_wait(server, company_of, clock, fault):
    company = company_of({"mail": MAILBOX | {"options": OPTIONS | {"mails_per_page": 2}}})
    for number in range(5):
        server.state.put(str(number), "INBOX", mail(number), NOON)
    server.faults.plan(fault)

    (batch,) = night(company)

    assert batch.rows_landed == 5
    assert clock.now() == 1


def test_a_server_that_never_recovers_ends_in_an_error_and_the_night_after_goes_on(
    server, company_of, clock
):
    company = company_of({"mail": MAILBOX | {"options": OPTIONS | {"mails_per_page": 2}}})
    for number in range(5):
        server.state.put(str(number), "INBOX", mail(number), NOON)
    server.faults.plan(*[ImapFault("no", after=2 * (n == 0), match="PEEK[]") for n in range(6)])

    with pytest.raises(ClienteleError, match="does not answer: the server asks to try later"):
        night(company)
    night(company)

    assert len(known(company)) == 5


def test_a_large_mail_is_landed_by_its_headers_and_says_so(server, company_of):
    company = company_of({"mail": MAILBOX | {"options": OPTIONS | {"max_mail_bytes": 10_000}}})
    server.state.put("a", "INBOX", mail(1, body="x" * 20_000), NOON)

    night(company)

    (contact,) = known(company)
    assert (contact["subject"], contact["body"]) == ("mail 1", None)
    with open_warehouse() as database:
        (said,) = database.execute(
            "select payload ->> '$.left_out' from raw.mail__mails"
        ).fetchone()
    assert "larger than max_mail_bytes" in said


def test_the_direction_and_the_client_are_told_by_the_addresses(server, company_of):
    ours, two = "Sales@Vesna.example", "Ann <ann@client.example>, b@other.example"
    failed = {"X_Failed_Recipients": "ann@gone.example"}
    letters = {
        "in": mail(1),
        "out": mail(2, sender=ours, To=two),
        "within": mail(3, sender="boss@vesna.example"),
        "form": mail(4, sender="site@vesna.example", Reply_To="ann@client.example"),
        "bounce": mail(5, sender="MAILER-DAEMON@mx.example", **failed),
    }
    for name, content in letters.items():
        server.state.put(name, "INBOX", content, NOON)
    company = company_of({"mail": MAILBOX})

    night(company)

    told = [(row["direction"], row["identifier_value"], row["outcome"]) for row in known(company)]
    assert told == [
        ("inbound", "ann@client.example", "normal"),
        ("outbound", "ann@client.example", "normal"),
        ("internal", None, "normal"),
        ("inbound", "ann@client.example", "normal"),
        ("inbound", "ann@gone.example", "bounce"),
    ]
    # only who wrote out spoke for the company: the site's form did not
    spoke = [row["employee_address"] for row in known(company)]
    assert spoke == [None, "sales@vesna.example", None, None, None]


def test_answers_belong_to_the_conversation_they_answer(server, company_of):
    asked = {"Message_ID": "<a@x>"}
    answered = {"Message_ID": "<b@x>", "In_Reply_To": "<a@x>"}
    again = {"Message_ID": "<c@x>", "In_Reply_To": "<b@x>"}
    forged = {"Message_ID": "<d@x>", "References": "<d@x> <e@x>"}
    for number, said in enumerate([asked, answered, again, forged, {"Message_ID": ""}]):
        server.state.put(str(number), "INBOX", mail(number, **said), NOON)
    company = company_of({"mail": MAILBOX})

    night(company)

    threads = [row["thread_id"] for row in known(company)]
    assert threads[:4] == ["<a@x>", "<a@x>", "<a@x>", "<d@x>"]
    assert threads[4] == known(company)[4]["interaction_id"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"password": "wrong"}, "refuses the login"),
        ({"port": 1}, "cannot be reached"),
        ({"host": "mail.example.com"}, "in plain text"),
        ({"host": "169.254.169.254"}, "metadata"),
        ({"extra": {"security": "none"}}, "`security` is 'none'"),
    ],
)
def test_a_connection_that_cannot_be_used_says_why(server, company_of, monkeypatch, said, message):
    _point_at(monkeypatch, server, **said)

    (problem,) = check_sources(company_of({"mail": MAILBOX}))

    assert message in str(problem)
    assert PASSWORD not in str(problem)
    assert problem.remedy or "metadata" in message


def test_a_folder_that_is_not_there_is_named_with_those_that_are(server, company_of):
    company = company_of({"mail": MAILBOX | {"options": OPTIONS | {"folders": ["INBOX", "Post"]}}})

    (problem,) = check_sources(company)

    assert "no folder 'Post'" in str(problem)
    assert "INBOX, Sent, Private" in str(problem)


def test_a_certificate_must_be_trusted(home, company_of, monkeypatch, tmp_path):
    own, context = certificate(tmp_path)
    with mail_server(tls=context) as server:
        server.state.put("a", "INBOX", mail(1), NOON)
        _point_at(monkeypatch, server, host="localhost", extra={})
        (problem,) = check_sources(company_of({"mail": MAILBOX}))
        _point_at(monkeypatch, server, host="localhost", extra={"ca_file": str(own)})
        (batch,) = night(company_of({"mail": MAILBOX}))

    assert "certificate is not trusted" in str(problem)
    assert batch.rows_landed == 1


def test_without_an_address_of_our_own_no_mail_can_be_told(tmp_path):
    file = tmp_path / "company.yml"
    file.write_text(
        "name: T\nzone: UTC\ncurrency: UAH\nsources: {mail: {kind: imap, connection: mailbox}}"
    )

    with pytest.raises(ClienteleError, match="own_domains or own_addresses is required"):
        load_company(file)


def test_a_provider_gives_the_token_that_opens_the_mailbox(server, company_of, monkeypatch):
    async def token(request: Request) -> JSONResponse:
        form = dict(parse_qsl((await request.body()).decode()))
        if form["client_secret"] != "canary-of-the-application":
            return JSONResponse({"error": "invalid_client"}, 401)
        assert (form["grant_type"], form["scope"]) == ("client_credentials", "mail.read")
        return JSONResponse({"access_token": PASSWORD, "expires_in": 3600})

    company = company_of({"mail": MAILBOX})
    with served(Starlette(routes=[Route("/token", token, methods=["POST"])])) as provider:
        extra = {
            "security": "plain",
            "auth": "xoauth2",
            "token_url": f"{provider.url}/token",
            "client_id": "app",
            "scope": "mail.read",
        }
        _point_at(monkeypatch, server, password="canary-of-the-application", extra=extra)
        right = check_sources(company)
        _point_at(monkeypatch, server, password="wrong", extra=extra)
        (wrong,) = check_sources(company)

    assert right == []
    assert "gives no access token: invalid_client" in str(wrong)


@pytest.mark.parametrize("knows_the_next_uid", [True, False])
def test_the_last_mail_is_not_taken_for_a_new_one(server, monkeypatch, knows_the_next_uid):
    for number in range(5):
        server.state.put(str(number), "INBOX", mail(number), NOON)
    monkeypatch.setattr("include.sources.systems.imap.mailbox.UIDS_PER_SEARCH", 2)
    clock = VirtualClock()
    reached = connection("mailbox")
    mailbox = Mailbox(Access("mail", reached, None, None, clock, Progress("mail", clock)))
    folder = mailbox.examine("INBOX")
    if not knows_the_next_uid:
        folder = replace(folder, uid_next=None)

    found = mailbox.search(folder, 0)
    above_all = mailbox.search(folder, found[-1])
    mailbox.close()

    assert [found, above_all] == [[uid for _, uid in server.state.uids.values()], []]

"""Mailchimp against its emulator: what recipients did, by batches; and patience."""

import json
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from include.errors import ClienteleError
from include.landing.load import load_landing
from include.settings import Connection
from include.sources.connector import Access, Request
from include.sources.progress import Progress
from include.sources.registry import system_of
from include.sources.systems.mailchimp.connector import open_session
from include.sources.web.clock import VirtualClock
from include.warehouse import open_warehouse
from sandbox.systems.faults import Fault
from sandbox.systems.mailchimp.server import Server
from sandbox.systems.mailchimp.state import State
from sandbox.systems.serving import served
from tests.conftest import extract_days

SENT = datetime(2025, 3, 10, 9)
SOURCE = {"kind": "mailchimp", "connection": "mailchimp"}
ANN, BOB, EVE = "Ann@x.example", "bob@x.example", "eve@x.example"


@pytest.fixture
def account():
    """Make an account with one audience and one campaign, sent to three."""
    state = State(moment=SENT + timedelta(days=1))
    state.put_list("l1", "Clients", created=SENT)
    state.put_campaign("c1", "l1", "Spring", "Spring is here", sent=SENT)
    for number, email in enumerate((ANN, BOB, EVE), start=1):
        fields = {"CLIENTID": str(number)}
        state.put_member(
            "l1", email, changed=SENT, signed_up=SENT, opted_in=SENT, merge_fields=fields
        )
        state.send("c1", email)
    return Server(state)


@pytest.fixture
def place(account):
    with served(account.faults) as place:
        yield place


@pytest.fixture
def company(company_of):
    return company_of({"mailchimp": SOURCE})


@pytest.fixture
def reading(account, place, company):
    """Return a function that opens the account and reads a stream to the end."""

    def read(stream_name, bookmark="", *, key=account.state.api_key, clock=None, **options):
        clock = clock or VirtualClock()
        with opened(company, place, key, clock, **options) as streams:
            stream = company.sources["mailchimp"].streams[stream_name]
            request = Request(stream_name, stream, SENT, None, bookmark)
            pages = list(streams[stream_name].read(request))
        marks = [page.bookmark for page in pages if page.bookmark]
        return [row for page in pages for row in page.rows], marks[-1] if marks else ""

    return read


@contextmanager
def opened(company, place, key, clock, **options):
    connection = Connection(
        "mailchimp", "mailchimp", place.host, place.port, password=key, extra={"scheme": "http"}
    )
    said = system_of("mailchimp").options(**options)
    progress = Progress("mailchimp", clock)
    with open_session(Access("mailchimp", connection, said, company, clock, progress)) as streams:
        yield streams


def asked(account, part):
    return [seen for seen in account.faults.log if part in seen.path]


def test_each_action_of_a_recipient_is_a_row_and_equal_ones_are_told_apart(account, reading):
    moment = SENT + timedelta(minutes=5)
    account.state.act("c1", ANN, "open", moment)
    account.state.act("c1", ANN, "open", moment)
    account.state.act("c1", ANN, "click", moment, url="https://shop.example/a")
    account.state.act("c1", BOB, "bounce", moment, type="hard")

    rows, _ = reading("activity")

    told = [(row["email_address"], row["action"], row["occurrence"]) for row in rows]
    assert sorted(told) == [
        (ANN, "click", 1),
        (ANN, "open", 1),
        (ANN, "open", 2),
        (BOB, "bounce", 1),
    ]


def test_a_later_reading_asks_for_what_is_new_of_young_campaigns_alone(account, reading):
    account.state.put_campaign("c2", "l1", "Summer", "Summer", sent=SENT + timedelta(days=30))
    account.state.send("c2", ANN)
    account.state.act("c1", ANN, "open", SENT + timedelta(days=1))
    account.state.moment = SENT + timedelta(days=46)
    _, bookmark = reading("activity")
    account.state.act("c1", ANN, "open", SENT + timedelta(days=46))
    account.state.act("c2", ANN, "open", SENT + timedelta(days=46))
    account.state.moment = SENT + timedelta(days=47)

    rows, after = reading("activity", bookmark)

    assert [row["campaign_id"] for row in rows] == ["c2"]
    assert after > bookmark


def test_a_pause_of_the_reader_ages_no_campaign(account, reading):
    _, bookmark = reading("activity")
    account.state.act("c1", ANN, "open", SENT + timedelta(days=40))
    account.state.moment = SENT + timedelta(days=200)

    rows, _ = reading("activity", bookmark)

    assert len(rows) == 1


def test_a_bookmark_that_is_no_moment_lets_everything_be_read_and_is_told_of(
    account, reading, caplog
):
    account.state.act("c1", ANN, "open", SENT + timedelta(days=1))

    rows, _ = reading("activity", "yesterday")

    assert len(rows) == 1
    assert "activity: its bookmark cannot be read, so all is read anew" in caplog.text


def test_the_bookmark_is_the_moment_of_asking_by_the_clock_of_mailchimp(account, reading):
    _, bookmark = reading("activity")

    assert bookmark == "2025-03-11T09:00:00+00:00"


def test_many_pages_of_many_campaigns_are_one_batch(account, reading):
    for number in range(2, 6):
        account.state.put_campaign(f"c{number}", "l1", "Spring", "Spring", sent=SENT)
        for email in (ANN, BOB, EVE):
            account.state.send(f"c{number}", email)

    rows, _ = reading("recipients", page_size=2)

    assert len(rows) == 15
    assert len([seen for seen in asked(account, "/batches") if seen.method == "POST"]) == 1


def test_a_list_that_is_longer_than_its_campaign_said_is_read_to_its_end(account, reading):
    for number in range(5):
        email = f"{number}@x.example"
        account.state.send("c1", email)
        account.state.unsubscribe("c1", email, SENT)

    rows, _ = reading("unsubscribes", page_size=2)

    assert len({row["email_id"] for row in rows}) == 5


@pytest.mark.parametrize("miscounts", [-1, 1])
def test_a_total_that_is_wrong_by_one_costs_no_row(account, reading, miscounts):
    account.state.miscounts = miscounts

    lists = [reading(name, page_size=2)[0] for name in ("members", "recipients", "campaigns")]

    assert [len({str(row) for row in rows}) for rows in lists] == [3, 3, 1]


def test_an_operation_that_fails_is_asked_again_alone(account, reading):
    account.state.failing_operations = {"c1 0"}

    rows, _ = reading("recipients", page_size=2)

    assert len(rows) == 3
    assert [seen.query for seen in asked(account, "/sent-to")] == ["count=2&offset=0"]


def test_a_campaign_that_is_gone_by_now_leaves_the_others_alone(account, reading):
    account.state.put_campaign("c2", "l1", "Summer", "Summer", sent=SENT)
    account.state.send("c2", ANN)
    account.faults.on_request(2, lambda: account.state.recipients.pop("c1"))

    rows, _ = reading("recipients")

    assert [row["campaign_id"] for row in rows] == ["c2"]


def test_an_address_that_has_expired_is_asked_for_anew(account, reading):
    account.faults.on_request(1, account.batches.expire_urls, match="batch-results")

    rows, _ = reading("recipients")

    assert len(rows) == 3
    assert len([seen for seen in asked(account, "/batches") if seen.method == "POST"]) == 1


def test_a_batch_that_has_expired_is_made_anew(account, reading):
    account.faults.on_request(1, account.batches.expire, match="/batches/")

    rows, _ = reading("recipients")

    assert len(rows) == 3
    assert len([seen for seen in asked(account, "/batches") if seen.method == "POST"]) == 2


def test_an_archive_that_is_damaged_again_and_again_is_done_without(account, reading):
    account.state.archive = b"\x1f\x8b no archive"

    rows, _ = reading("recipients")

    assert len(rows) == 3


def test_a_slow_batch_is_asked_for_as_seldom_as_its_progress_allows(account, reading):
    clock = VirtualClock()
    account.state.clock, account.state.batch_seconds = clock.now, 600

    rows, _ = reading("recipients", clock=clock)

    assert len(rows) == 3
    assert 600 <= clock.now() < 1200
    assert len(asked(account, "/batches/")) < 14


def test_a_batch_that_is_never_done_is_given_up_in_the_end(account, reading):
    clock = VirtualClock()
    account.state.clock, account.state.batch_seconds = clock.now, 1e9

    with pytest.raises(ClienteleError, match="not done within 2 hours"):
        reading("recipients", clock=clock, batch_hours=2)

    assert clock.now() <= 2 * 3600


def test_members_of_one_second_are_all_read_while_one_of_them_goes(account, reading):
    emails = [f"{number}@x.example" for number in range(7)]
    for email in emails:
        account.state.put_member("l1", email, changed=SENT)
    account.faults.on_request(
        4, lambda: account.state.remove_member("l1", emails[0]), match="/members"
    )

    rows, _ = reading("members", page_size=2)

    assert {row["email_address"] for row in rows} >= {ANN, BOB, EVE, *emails[1:]}


def test_the_archived_are_members_still(account, reading):
    account.state.archive_member("l1", BOB, changed=SENT)

    rows, _ = reading("members")

    assert {row["email_address"]: row["status"] for row in rows}[BOB] == "archived"


def test_an_account_that_leaves_out_no_fields_is_read_as_well(account, reading):
    account.state.tells_all = True

    rows, _ = reading("members", page_size=2)

    assert {row["email_address"] for row in rows} == {ANN, BOB, EVE}


def test_an_id_that_is_none_is_put_into_no_address_and_hides_no_other(account, reading):
    state = account.state
    state.campaigns["odd"] = state.campaigns["c1"] | {"id": "../lists?x="}
    state.recipients["../lists?x="] = {}
    state.campaigns["none"] = {key: state.campaigns["c1"][key] for key in ("status", "send_time")}
    state.recipients[None] = {}
    state.campaigns["none"]["id"] = None

    recipients, _ = reading("recipients")
    campaigns, _ = reading("campaigns")

    assert {row["campaign_id"] for row in recipients} == {"c1"}
    assert len(campaigns) == 3


def test_only_the_audiences_that_are_named_are_read(account, reading):
    account.state.put_list("l2", "Partners", created=SENT)
    account.state.put_member("l2", "partner@x.example", changed=SENT)

    rows, _ = reading("members", audiences=["l2"])

    assert [row["email_address"] for row in rows] == ["partner@x.example"]


def test_a_list_whose_pages_come_in_a_circle_is_given_up(account, reading):
    account.state.put_list("l2", "Partners", created=SENT)
    account.state.put_list("l3", "Press", created=SENT)
    account.faults.plan(Fault("repeat", match="/lists", after=2, pages=2, times=1_000))

    with pytest.raises(ClienteleError, match="its pages repeat"):
        reading("audiences", page_size=1)


def test_readers_that_are_turned_away_wait_ever_longer_but_not_alike(account, reading):
    waits = []
    for _ in range(2):
        clock = VirtualClock()
        account.faults.plan(Fault("429", times=6))
        reading("audiences", clock=clock)
        waits.append(clock.now())

    assert waits[0] == waits[1]
    assert 15 < waits[0] < 48
    assert waits[0] not in (15.5, 31.5)


@pytest.mark.parametrize(
    ("key", "host", "what"),
    [
        ("canary-wrong-us1", True, "does not accept the API key"),
        ("canarywithoutcentre", False, "does not say where"),
    ],
)
def test_a_wrong_key_is_told_of_with_a_remedy_and_not_shown(company, place, key, host, what):
    connection = Connection(
        "mailchimp", "mailchimp", place.host, place.port, password=key, extra={"scheme": "http"}
    )
    if not host:
        connection = Connection("mailchimp", "mailchimp", password=key)
    clock = VirtualClock()
    said = system_of("mailchimp").options()
    access = Access("mailchimp", connection, said, company, clock, Progress("mailchimp", clock))

    with pytest.raises(ClienteleError, match=what) as caught, open_session(access) as streams:
        streams["members"].probe()

    assert caught.value.remedy
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "what", "remedy"),
    [
        ({"audiences": ["l1", "l9"]}, "the account has no audience l9", "It has l1 (Clients)"),
        (
            {"client_tag": "CLIENT"},
            "no audience has the merge field CLIENT",
            "Members have CLIENTID",
        ),
    ],
)
def test_an_audience_or_a_merge_field_that_is_not_there_is_told(
    company, place, account, options, what, remedy
):
    session = opened(company, place, account.state.api_key, VirtualClock(), **options)

    with session as streams, pytest.raises(ClienteleError) as caught:
        streams["members"].probe()

    assert (caught.value.what, caught.value.remedy) == (what, remedy)
    assert caught.value.where == f"company.yml: sources.mailchimp.options.{next(iter(options))}"


def test_a_mailing_becomes_campaign_events_identifiers_and_consents(
    account, place, company, home, monkeypatch
):
    connection = {
        "conn_type": "mailchimp",
        "host": place.host,
        "port": place.port,
        "password": account.state.api_key,
        "extra": {"scheme": "http"},
    }
    monkeypatch.setenv("AIRFLOW_CONN_MAILCHIMP", json.dumps(connection))
    state, moment = account.state, SENT + timedelta(hours=1)
    state.send("c1", EVE, "hard")
    state.act("c1", EVE, "bounce", moment, type="hard")
    state.act("c1", ANN, "open", moment)
    state.act("c1", ANN, "click", moment, url="https://shop.example/a")
    state.unsubscribe("c1", BOB, moment, reason="too many")
    state.complain("c1", BOB, moment)
    state.put_member("l1", BOB, changed=moment, status="unsubscribed")

    extract_days(company, "mailchimp", SENT.date(), closing=True)
    load_landing(company)

    with open_warehouse() as database:
        events = database.execute(
            "select identifier_value, event_kind, happened_at from landing.campaign_events"
        ).fetchall()
        known = database.execute(
            "select client_id, identifier_value from landing.client_identifiers"
        ).fetchall()
        (unknown,) = database.execute(
            "select count(*) from landing.campaign_events where client_id is null"
        ).fetchone()
        consents = database.execute(
            "select client_id, identifier_value, is_given, changed_at from landing.consents"
        ).fetchall()
        campaigns = database.execute(
            "select campaign_id, campaign_name, subject, sent_at, audience_count "
            "from landing.campaigns"
        ).fetchall()
    sent = {(email, "sent", SENT) for email in (ANN, BOB, EVE)}
    assert set(events) == sent | {
        (ANN, "delivered", SENT),
        (BOB, "delivered", SENT),
        (EVE, "bounced", moment),
        (ANN, "opened", moment),
        (ANN, "clicked", moment),
        (BOB, "unsubscribed", moment),
        (BOB, "complained", moment),
    }
    assert len(events) == 10
    assert unknown == 0
    assert sorted(known) == [("1", ANN), ("2", BOB), ("3", EVE)]
    given = [(str(number), email, True, SENT) for number, email in enumerate((ANN, BOB, EVE), 1)]
    withdrawn = [("2", BOB, False, moment)] * 2
    assert sorted(consents, key=str) == sorted(given + withdrawn, key=str)
    assert campaigns == [("c1", "Spring", "Spring is here", SENT, 3)]

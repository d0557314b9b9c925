"""Telegram against its emulator: nothing is confirmed that does not lie on disk."""

import json
import logging
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from include.errors import ClienteleError
from include.landing.load import load_landing
from include.settings import Connection, paths
from include.sources.connector import Access, Request
from include.sources.progress import Progress
from include.sources.registry import system_of
from include.sources.systems.telegram.connector import open_session
from include.sources.systems.telegram.refusals import judge
from include.sources.web.answers import Answer
from include.sources.web.clock import VirtualClock
from include.warehouse import open_warehouse
from sandbox.systems.faults import Fault
from sandbox.systems.serving import served
from sandbox.systems.telegram.errors import TAKEN
from sandbox.systems.telegram.server import Server
from sandbox.systems.telegram.state import State
from tests.conftest import extract_days

NOON = datetime(2025, 3, 10, 12)
CHAT = 7_000_000_001
SOURCE = {"kind": "telegram", "connection": "telegram", "options": {"start_names_client": True}}


@pytest.fixture
def bot():
    return Server(State(moment=NOON))


@pytest.fixture
def place(bot):
    with served(bot.faults) as place:
        yield place


@pytest.fixture
def company(company_of, home):
    return company_of({"telegram": SOURCE})


@pytest.fixture
def inbox(home):
    return paths().landing / "telegram" / "messages" / "inbox"


@pytest.fixture
def opened(bot, place, company):
    """Return a function that opens the bot and gives its reader and what to ask of it."""

    @contextmanager
    def open_it(bookmark="", *, token=bot.state.token, clock=None, port=place.port, **options):
        extra = {"scheme": "http"}
        connection = Connection(
            "telegram", "telegram", place.host, port, password=token, extra=extra
        )
        clock = clock or VirtualClock()
        said, progress = system_of("telegram").options(**options), Progress("telegram", clock)
        stream = company.sources["telegram"].streams["messages"]
        access = Access("telegram", connection, said, company, clock, progress)
        with open_session(access) as streams:
            yield streams["messages"], Request("messages", stream, NOON, None, bookmark)

    return open_it


def texts(reader, request):
    return [row["text"] for page in reader.read(request) for row in page.rows]


def test_a_page_lies_on_disk_before_telegram_is_told_to_forget_it(bot, opened, inbox):
    kept = []
    for number in range(1, 6):
        bot.state.say(CHAT, number, NOON, text=str(number))
    for request_number in (2, 3, 4):
        bot.faults.on_request(request_number, lambda: kept.append(len(list(inbox.glob("*.json")))))

    with opened(page_size=2) as (reader, request):
        assert texts(reader, request) == ["1", "2", "3", "4", "5"]

    assert kept == [1, 2, 3]
    assert bot.state.waiting == []


def test_what_was_confirmed_and_has_not_landed_is_read_again_and_then_no_more(bot, opened, inbox):
    bot.state.say(CHAT, 1, NOON, text="before the crash")
    with opened() as (reader, request):
        texts(reader, request)
    bot.state.say(CHAT, 2, NOON, text="after it")

    with opened() as (reader, request):
        again = texts(reader, request)
        reader.settled()

    assert again == ["before the crash", "after it"]
    assert list(inbox.iterdir()) == []


def test_only_what_was_read_leaves_the_inbox(bot, opened, inbox):
    bot.state.say(CHAT, 1, NOON, text="read")
    with opened() as (reader, request):
        texts(reader, request)
        (inbox / "00000000000999999999-00000000000999999999.json").write_text("[]")
        reader.settled()

    assert [file.name[:20] for file in inbox.iterdir()] == ["00000000000999999999"]


def test_of_two_edits_of_one_second_the_later_is_the_message(bot, opened):
    bot.state.say(CHAT, 1, NOON, text="first")
    bot.state.edit(CHAT, 1, NOON, NOON, "second")
    bot.state.edit(CHAT, 1, NOON, NOON, "third")

    with opened(page_size=1) as (reader, request):
        assert texts(reader, request) == ["third"]


def test_numbers_that_begin_anew_after_a_quiet_week_hide_nothing(bot, opened):
    bot.state.next_update_id = 17
    bot.state.say(CHAT, 1, NOON, text="first of a new series")

    with opened(bookmark="870000050") as (reader, request):
        assert texts(reader, request) == ["first of a new series"]


def test_updates_that_waited_longer_than_a_day_are_missed_and_told_of(bot, opened, caplog):
    bot.state.say(CHAT, 1, NOON, text="seen")
    with opened() as (reader, request):
        bookmark = [page.bookmark for page in reader.read(request)][-1]
        reader.settled()
    bot.state.say(CHAT, 2, NOON, text="never seen")
    bot.state.moment = NOON + timedelta(hours=25)
    bot.state.say(CHAT, 3, NOON, text="seen again")

    with caplog.at_level(logging.WARNING), opened(bookmark) as (reader, request):
        assert texts(reader, request) == ["seen again"]

    assert "1 updates between the last reading and this one were not seen" in caplog.text


def test_an_update_of_a_kind_that_nobody_asked_for_is_passed_over(bot, opened):
    bot.state.say(CHAT, 1, NOON, text="a message")
    bot.state.waiting.append((NOON, {"update_id": 870_000_090, "message": {"text": "odd"}}))
    bot.state.waiting[-1][1]["poll"] = {"id": "1"}

    with opened() as (reader, request):
        assert texts(reader, request) == ["a message", "odd"]


def test_telegram_says_how_long_to_wait(bot, opened):
    clock = VirtualClock()
    bot.faults.plan(Fault("429", retry_after=37))

    with opened(clock=clock) as (reader, request):
        texts(reader, request)

    assert clock.now() == 37


@pytest.mark.parametrize(
    ("trouble", "what"),
    [
        ({"token": "110201543:canary-wrong-token"}, "does not accept the token"),
        ({"token": "canary/../token"}, "is no token"),
        ({"port": 9}, "could not be read"),
        ({"webhook": "https://crm.example/hook"}, "webhook"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_trouble_is_told_of_with_a_remedy_and_the_token_is_seen_nowhere(
    bot, opened, caplog, trouble, what
):
    bot.state.webhook = trouble.pop("webhook", "")
    bot.faults.plan(Fault("503"), Fault("html"))

    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(ClienteleError, match=what) as caught,
        opened(**trouble) as (reader, request),
    ):
        texts(reader, request)

    assert caught.value.remedy
    assert "canary" not in f"{caught.value} {caplog.text}"


def test_no_log_of_a_good_reading_holds_the_token(bot, opened, caplog):
    bot.state.say(CHAT, 1, NOON, text="hello")

    with caplog.at_level(logging.DEBUG), opened() as (reader, request):
        texts(reader, request)
        reader.probe()

    assert "canary" not in caplog.text


def test_two_programs_that_poll_one_bot_are_told_of():
    verdict = judge(Answer(409, {}, {"ok": False, "description": TAKEN}))

    assert "another program" in verdict.what
    assert "a bot of its own" in verdict.remedy


def test_the_check_tells_of_a_webhook_before_anything_is_read(bot, opened):
    bot.state.webhook = "https://crm.example/hook"

    with opened() as (reader, _), pytest.raises(ClienteleError, match="webhook"):
        reader.probe()


def test_a_chat_becomes_interactions_and_a_link_of_ours_names_the_client(
    bot, place, company, monkeypatch
):
    said = {
        "conn_type": "telegram",
        "host": place.host,
        "port": place.port,
        "password": bot.state.token,
        "extra": {"scheme": "http"},
    }
    monkeypatch.setenv("AIRFLOW_CONN_TELEGRAM", json.dumps(said))
    state, employee = bot.state, {"id": 555, "is_bot": False, "first_name": "Olha"}
    state.say(CHAT, 1, NOON, text="/start 42")
    state.say(CHAT, 2, NOON, contact={"phone_number": "+380501112233", "user_id": CHAT})
    state.say(CHAT, 3, NOON, text="Where is my order?")
    state.say(CHAT, 4, NOON, kind="business_message", caption="A photo")
    state.say(CHAT, 5, NOON, kind="business_message", text="On its way", sender=employee)

    extract_days(company, "telegram", NOON.date(), closing=True)
    load_landing(company)

    with open_warehouse() as database:
        talk = database.execute(
            "select direction, identifier_value, started_at, body from landing.interactions "
            "order by interaction_id"
        ).fetchall()
        known = database.execute(
            "select client_id, identifier_kind, identifier_value from landing.client_identifiers"
        ).fetchall()
    assert talk == [
        ("inbound", str(CHAT), NOON, "Where is my order?"),
        ("inbound", str(CHAT), NOON, "A photo"),
        ("outbound", str(CHAT), NOON, "On its way"),
    ]
    assert known == [("42", "telegram", str(CHAT))]

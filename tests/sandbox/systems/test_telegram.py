"""The emulated Telegram forgets, expires and refuses as the Bot API's documentation says."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx
import pytest

from sandbox.systems.serving import served
from sandbox.systems.telegram.fill import fill
from sandbox.systems.telegram.server import Server
from sandbox.systems.telegram.state import State
from sandbox.world.world import make_world

NOON = datetime(2025, 3, 10, 12)
CHAT = 7_000_000_001


@pytest.fixture
def bot():
    """Make a bot to which three messages were written."""
    state = State(moment=NOON, next_update_id=1)
    for number in (1, 2, 3):
        state.say(CHAT, number, NOON, text=str(number))
    return Server(state)


@pytest.fixture
def client(bot):
    with (
        served(bot.faults) as place,
        httpx.Client(base_url=f"{place.url}/bot{bot.state.token}", timeout=10) as client,
    ):
        yield client


def waiting(client, **said) -> list[int]:
    return [each["update_id"] for each in client.post("/getUpdates", json=said).json()["result"]]


def test_an_offset_forgets_what_lies_before_it(client):
    assert waiting(client, limit=2) == [1, 2]
    assert waiting(client, limit=2) == [1, 2]
    assert waiting(client, offset=3) == [3]
    assert waiting(client, offset=1) == [3]
    assert waiting(client, offset=4) == []


def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(client):
    assert waiting(client, offset=-1) == [3]
    assert waiting(client) == [3]


def test_what_nobody_fetched_for_a_day_is_gone(bot, client):
    bot.state.moment = NOON + timedelta(hours=24, seconds=1)
    bot.state.say(CHAT, 4, bot.state.moment, text="4")

    assert waiting(client) == [4]


def test_only_the_kinds_that_are_allowed_are_told(bot, client):
    bot.state.edit(CHAT, 1, NOON, NOON, "one")

    assert waiting(client, allowed_updates=["edited_message"]) == [4]


def test_a_second_poller_ends_the_poll_of_the_first(client):
    waiting(client, offset=4)
    with ThreadPoolExecutor(1) as first:
        long_poll = first.submit(client.post, "/getUpdates", json={"timeout": 5})
        time.sleep(0.2)
        waiting(client)
        answer = long_poll.result()

    assert (answer.status_code, answer.json()["error_code"]) == (409, 409)
    assert "terminated by other getUpdates" in answer.json()["description"]


def test_who_has_a_webhook_cannot_poll_until_it_is_deleted(bot, client):
    bot.state.webhook = "https://crm.example/hook"
    refused = client.post("/getUpdates").json()
    told = client.get("/getWebhookInfo").json()["result"]
    client.post("/deleteWebhook")

    assert "webhook is active" in refused["description"]
    assert told == {"url": "https://crm.example/hook", "pending_update_count": 3}
    assert waiting(client) == [1, 2, 3]


def test_a_token_that_is_not_the_bot_s_is_refused(bot, client):
    wrong = client.get(str(client.base_url).replace("canary", "another") + "getMe")

    assert client.get("/getMe").json()["result"]["username"] == "vesna_bot"
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")


def test_the_bot_s_own_messages_come_in_no_update(bot, client):
    sent = client.post("/sendMessage", json={"chat_id": CHAT, "text": "Hello"}).json()

    assert sent["result"]["from"]["is_bot"] is True
    assert waiting(client) == [1, 2, 3]


@pytest.mark.parametrize(
    ("said", "code", "description"),
    [
        ({"chat_id": 5, "text": "x"}, 400, "chat not found"),
        ({"chat_id": CHAT, "text": " "}, 400, "message text is empty"),
        ({"chat_id": CHAT, "text": "x" * 4097}, 400, "message is too long"),
        ({"chat_id": 6, "text": "x"}, 403, "bot was blocked by the user"),
    ],
)
def test_a_message_that_cannot_arrive_is_refused(bot, client, said, code, description):
    bot.state.blocked.add(6)

    answer = client.post("/sendMessage", json=said)

    assert answer.status_code == code
    assert description in answer.json()["description"]


def test_all_that_clients_wrote_waits_once_however_often_the_bot_is_filled(tmp_path):
    world = make_world(tmp_path, "XS")
    until = datetime.combine(world.last_day, datetime.min.time())
    at_once, in_steps = State(), State()

    fill(at_once, world, until)
    for days in (30, 1, 0):
        fill(in_steps, world, until - timedelta(days=days))

    with world.open() as session:
        ((written, writers),) = session.execute(
            "select count(*), count(distinct chat_id) from chats "
            "where author = 'client' and sent_at <= $until",
            {"until": until},
        ).fetchall()
    told = [update for _, update in at_once.waiting]
    assert [update for _, update in in_steps.waiting] == told
    texts = [update["message"].get("text", "") for update in told]
    assert sum(not text.startswith("/start") and text != "" for text in texts) == written > 0
    assert sum(text.startswith("/start ") for text in texts) == writers

"""The ledger's key is taken before sending, so two senders, or a dead one, send once at most."""

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from include.delivery.ledger import SENDING_LIMIT, Ledger, ledger_rows
from include.delivery.mail import DeliveryError, deliver
from include.delivery.table import DELIVERIES
from include.errors import ClienteleError

REPOSITORY = Path(__file__).resolve().parents[3]
SENDER = """
import time
from datetime import date
from pathlib import Path
from include.company import load_company
from include.delivery.mail import DeliveryError, deliver
from include.reports.render import RenderedReport

report = RenderedReport("s", "<p>h</p>", "t", {{}}, "{{}}")
company = load_company(Path({company!r}))
Path({ready!r}).touch()
while not Path({go!r}).exists():
    time.sleep(0.005)
try:
    deliver("daily", date(2011, 11, 24), report, company)
except DeliveryError:
    pass
"""


@pytest.fixture
def start_sender(tmp_path, company):
    """Return a starter of processes that send as soon as a file `go` appears."""
    started = []

    def start():
        names = {"company": str(tmp_path / "company.yml"), "go": str(tmp_path / "go"),
                 "ready": str(tmp_path / f"ready{len(started)}")}  # fmt: skip
        process = subprocess.Popen([sys.executable, "-c", SENDER.format(**names)], cwd=REPOSITORY)
        started.append(process)
        wait_for(Path(names["ready"]).exists)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def states():
    return sorted(state for *_, state, _ in ledger_rows())


def age_everything():
    """Let every row look as if its sender had been silent for longer than the limit."""
    ledger = Ledger()
    long_ago = datetime(2011, 11, 25)
    with ledger._engine.begin() as database:
        database.execute(update(DELIVERIES).values(changed_at=long_ago))
    ledger.close()


def test_two_processes_that_race_for_one_report_send_it_once(serve, start_sender, tmp_path):
    mailbox = serve()
    racers = [start_sender(), start_sender()]

    (tmp_path / "go").touch()

    assert [racer.wait(20) for racer in racers] == [0, 0]
    assert sorted(mailbox.recipients) == ["ann@shop.example", "bob@shop.example"]
    assert states() == ["sent", "sent"]


def test_a_sender_killed_while_sending_leaves_an_unknown_that_nobody_resends(
    serve, start_sender, company, rendered, period, tmp_path
):
    mailbox = serve()
    mailbox.silent_seconds = 30.0
    victim = start_sender()
    (tmp_path / "go").touch()
    wait_for(lambda: len(mailbox.taken) == 1)
    victim.kill()
    victim.wait()
    mailbox.silent_seconds = 0.0

    with pytest.raises(DeliveryError, match="1 sending, 1 sent"):
        deliver("daily", period, rendered, company)
    age_everything()
    with pytest.raises(DeliveryError, match="1 sent, 1 unknown"):
        deliver("daily", period, rendered, company)

    # the first was accepted before the kill, the second by the next run, none of them twice
    assert mailbox.recipients == ["ann@shop.example", "bob@shop.example"]
    assert states() == ["sent", "unknown"]


def test_a_report_planned_by_a_process_that_died_before_sending_is_sent(
    serve, company, rendered, period
):
    mailbox = serve()
    ledger = Ledger()
    ledger.plan("daily", period, "ann@shop.example", "mail", 1, "shop.example")
    ledger.close()

    deliver("daily", period, rendered, company)

    assert mailbox.recipients == ["ann@shop.example", "bob@shop.example"]


def test_the_limit_outlasts_a_whole_conversation_with_a_slow_server():
    from include.delivery.smtp import TIMEOUT_SECONDS

    # connect, greeting, EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT, DATA, content
    assert SENDING_LIMIT.total_seconds() > 10 * TIMEOUT_SECONDS


def test_the_message_id_is_a_function_of_the_key(home, period):
    ledger = Ledger()
    key = ("daily", period, "ann@shop.example", "mail")

    first = ledger.plan(*key, 1, "shop.example")
    again = ledger.plan(*key, 1, "shop.example")
    second = ledger.plan(*key, 2, "shop.example")

    assert first == again
    assert first.message_id.endswith("@shop.example>")
    assert second.message_id != first.message_id


def test_only_one_taker_gets_a_delivery(home, period):
    ledger = Ledger()
    delivery = ledger.plan("daily", period, "ann@shop.example", "mail", 1, "shop.example")
    ledger.mark_rendered(delivery)

    assert [ledger.take(delivery, "{}"), ledger.take(delivery, "{}")] == [True, False]


def test_the_listing_shows_a_dead_sender_before_anybody_runs_again(home, period):
    ledger = Ledger()
    delivery = ledger.plan("daily", period, "ann@shop.example", "mail", 1, "shop.example")
    ledger.mark_rendered(delivery)
    ledger.take(delivery, "{}")
    before = states()

    age_everything()

    assert before == ["sending"]
    assert states() == ["unknown"]


@pytest.mark.parametrize("end", ["sent", "unknown"])
def test_what_may_have_arrived_is_never_taken_again(home, period, end):
    ledger = Ledger()
    delivery = ledger.plan("daily", period, "ann@shop.example", "mail", 1, "shop.example")
    ledger.mark_rendered(delivery)
    ledger.take(delivery, "{}")
    ledger.settle(delivery, end)

    ledger.mark_rendered(delivery)

    assert not ledger.take(delivery, "{}")
    assert states() == [end]


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/nowhere/ledger.sqlite"])
def test_a_ledger_that_cannot_be_opened_is_named(home, monkeypatch, url):
    monkeypatch.setenv("CLIENTELE_LEDGER_URL", url)

    with pytest.raises(ClienteleError) as caught:
        Ledger()

    assert "CLIENTELE_LEDGER_URL" in caught.value.where + caught.value.remedy

"""Each manager gets each report once, whatever the mail server does."""

import logging
from dataclasses import replace

import pytest

from include.delivery.ledger import Ledger, ledger_rows
from include.delivery.mail import DeliveryError, deliver
from include.delivery.table import DELIVERIES
from include.errors import ClienteleError


def states():
    return {recipient: state for _, _, recipient, _, _, state, _ in ledger_rows()}


def frozen_numbers():
    ledger = Ledger()
    with ledger._engine.connect() as database:
        return [row.numbers for row in database.execute(DELIVERIES.select())]


def test_each_recipient_gets_a_message_of_his_own(serve, company, rendered, period):
    mailbox = serve()

    sent = deliver("daily", period, rendered, company)

    assert mailbox.recipients == ["ann@shop.example", "bob@shop.example"]
    assert [delivery.state for delivery in sent] == ["sent", "sent"]
    ann, bob = (envelope.content.decode() for envelope in mailbox.taken)
    assert "bob@" not in ann
    assert "ann@" not in bob
    assert sent[0].message_id in ann


def test_a_second_run_sends_nothing(serve, company, rendered, period):
    mailbox = serve()
    first = deliver("daily", period, rendered, company)

    second = deliver("daily", period, rendered, company)

    assert len(mailbox.taken) == 2
    assert second == first


def test_a_new_revision_is_sent_to_everybody_again(serve, company, rendered, period):
    mailbox = serve()
    first = deliver("daily", period, rendered, company)

    second = deliver("daily", period, rendered, company, revision=2)

    assert len(mailbox.taken) == 4
    assert {d.message_id for d in first}.isdisjoint({d.message_id for d in second})


def test_the_numbers_are_frozen_as_they_were_sent(serve, company, rendered, period):
    serve()
    deliver("daily", period, rendered, company)

    deliver("daily", period, replace(rendered, numbers='{"amount": "6"}'), company)

    assert frozen_numbers() == ['{"amount": "5"}', '{"amount": "5"}']


def test_a_temporary_refusal_is_tried_again_by_the_next_run(serve, company, rendered, period):
    mailbox = serve()
    mailbox.data_answer = "451 come back later"
    with pytest.raises(DeliveryError, match="2 failed"):
        deliver("daily", period, rendered, company)
    mailbox.data_answer = "250 taken"

    sent = deliver("daily", period, rendered, company)

    assert mailbox.recipients == ["ann@shop.example", "bob@shop.example"]
    assert [(d.state, d.attempt_count, d.reason) for d in sent] == [("sent", 2, "")] * 2


def test_one_refused_recipient_does_not_keep_the_others_waiting(serve, company, rendered, period):
    mailbox = serve()
    mailbox.rcpt_answers["ann@shop.example"] = "550 no such user"

    with pytest.raises(DeliveryError, match="1 failed, 1 sent") as caught:
        deliver("daily", period, rendered, company)

    assert mailbox.recipients == ["bob@shop.example"]
    ann, bob = caught.value.deliveries
    assert (ann.state, ann.reason) == ("failed", "550 no such user")
    assert bob.state == "sent"


def test_a_message_handed_over_and_never_answered_is_not_sent_again(
    serve, company, rendered, period
):
    mailbox = serve("timeout=0.3")
    mailbox.silent_seconds = 1.0
    with pytest.raises(DeliveryError, match="2 unknown") as caught:
        deliver("daily", period, rendered, company)
    mailbox.silent_seconds = 0.0

    with pytest.raises(DeliveryError, match="2 unknown"):
        deliver("daily", period, rendered, company)

    assert "new revision" in caught.value.remedy
    assert len(mailbox.taken) == 2
    assert states() == {"ann@shop.example": "unknown", "bob@shop.example": "unknown"}


def test_a_server_that_is_away_is_named_and_the_next_run_sends(
    serve, company, rendered, period, monkeypatch
):
    monkeypatch.setenv("AIRFLOW_CONN_MAIL", "smtp://127.0.0.1:1")
    with pytest.raises(ClienteleError) as caught:
        deliver("daily", period, rendered, company)
    after = states()
    mailbox = serve()

    deliver("daily", period, rendered, company)

    assert "cannot be reached" in caught.value.what
    assert "127.0.0.1:1" in caught.value.where
    assert "run again" in caught.value.remedy
    assert after == {"ann@shop.example": "failed", "bob@shop.example": "failed"}
    assert len(mailbox.taken) == 2


@pytest.mark.parametrize(
    ("keys", "missing"),
    [
        ({}, "mail in company.yml"),
        ({"mail": {"connection": "mail", "sender": "a@shop.example"}}, "reports.daily.recipients"),
    ],
)
def test_what_company_yml_lacks_is_named(home, company_of, rendered, period, keys, missing):
    company = company_of({}, **keys)

    with pytest.raises(ClienteleError) as caught:
        deliver("daily", period, rendered, company)

    assert missing in caught.value.where
    assert ledger_rows() == []


def test_an_address_written_twice_gets_one_message(serve, home, company_of, rendered, period):
    mailbox = serve()
    twice = {"at": "08:00", "recipients": ["ann@shop.example", "Ann@shop.example"]}
    company = company_of(
        {}, mail={"connection": "mail", "sender": "a@shop.example"}, reports={"daily": twice}
    )

    deliver("daily", period, rendered, company)

    assert len(mailbox.taken) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_no_address_and_no_secret_reaches_log_or_error(serve, company, rendered, period, caplog):
    mailbox = serve(scheme_login="robot:hunter2@", auth_require_tls=False,
                    authenticator=lambda *_: _accept(), auth_required=True)  # fmt: skip
    mailbox.rcpt_answers["ann@shop.example"] = "550 ann@shop.example is unknown here"

    with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryError) as caught:
        deliver("daily", period, rendered, company)

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("include")]
    written = "\n".join([*ours, str(caught.value)])
    assert ours == ["report daily of 2011-11-24: 1 failed, 1 sent"]
    assert "hunter2" not in written
    assert "@" not in written


def _accept():
    from aiosmtpd.smtp import AuthResult

    return AuthResult(success=True)

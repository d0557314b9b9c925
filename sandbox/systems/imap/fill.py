"""The company's mails, as the mailbox holds them at a moment."""

from datetime import datetime

from sandbox.systems.imap.letters import Letter
from sandbox.systems.imap.state import Arrival, State
from sandbox.world import World

MAILS = """
    with recursive chains as (
        select mail_id, []::bigint [] as answers
        from mails
        where in_reply_to is null
        union all
        select mails.mail_id, list_append(chains.answers, chains.mail_id) as answers
        from chains
        inner join mails on chains.mail_id = mails.in_reply_to
    )

    select
        mails.mail_id, chains.answers, mails.from_address, mails.to_address, mails.subject,
        mails.body, mails.sent_at, mails.kind, mails.direction
    from mails
    inner join chains on mails.mail_id = chains.mail_id
    where mails.sent_at > $since and mails.sent_at <= $moment
    order by mails.sent_at, mails.mail_id
"""


def fill(state: State, world: World, moment: datetime) -> None:
    """Let every mail arrive that was sent until `moment` (naive UTC) since the last time."""
    with world.open() as session:
        rows = session.execute(MAILS, {"since": state.filled_until, "moment": moment}).fetchall()
    state.put_all([_arrival(*row) for row in rows])
    state.filled_until = moment


def _arrival(mail_id: int, answers: list[int], *rest: object) -> Arrival:
    *said, direction = rest
    letter = Letter(mail_id, tuple(answers), *said)
    folder = "Sent" if direction == "out" else "INBOX"
    return Arrival(str(mail_id), folder, letter.written(), letter.sent_at)

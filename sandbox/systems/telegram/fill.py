"""What the company's clients wrote to its bot, as it waits at Telegram at a moment."""

from datetime import datetime, timedelta

from sandbox.systems.telegram.state import Row, State
from sandbox.world import World

# numbers of the messages by which clients pressed Start, and shared their telephone
START_NUMBERS, CONTACT_NUMBERS = 400_000_000, 500_000_000

# the bot is told what clients write; what it or an employee answers comes back in no update
MESSAGES = """
    with written as (
        select * from chats
        where author = 'client' and sent_at > $since and sent_at <= $moment
    )

    select
        written.chat_id,
        written.message_id,
        written.telegram_id,
        clients.first_name,
        clients.language,
        clients.phone,
        written.client_id,
        written.sent_at,
        written.text,
        not exists (
            select 1 from chats as earlier
            where earlier.chat_id = written.chat_id and earlier.author = 'client'
                and (earlier.sent_at, earlier.message_id) < (written.sent_at, written.message_id)
        ) as is_first
    from written
    left join clients on written.client_id = clients.client_id
    order by written.sent_at, written.message_id
"""


def fill(state: State, world: World, moment: datetime) -> None:
    """Let the messages until `moment`, naive UTC, wait since the last time.

    They begin to wait at `moment`, so that the history of the first time is not lost by age. Who
    writes for the first time came by a link of the shop, and shares their telephone.
    """
    span = {"since": state.filled_until, "moment": moment}
    state.moment = state.filled_until = moment
    with world.open() as session:
        rows = session.execute(MESSAGES, span).fetchall()
    for chat_id, number, user_id, name, language, phone, client, sent_at, text, is_first in rows:
        sender = {
            "id": user_id,
            "is_bot": False,
            "first_name": name or "",
            "language_code": language or "uk",
        }
        if is_first:
            _introduce(state, chat_id, sender, client, phone, sent_at)
        state.say(chat_id, number, sent_at, sender=sender, text=text)


def _introduce(
    state: State,
    chat_id: int,
    sender: Row,
    client_id: int | None,
    phone: str | None,
    sent_at: datetime,
) -> None:
    """Say what comes before the first words: the button Start, and the sender's own contact."""
    if client_id:
        state.say(
            chat_id,
            START_NUMBERS + chat_id,
            sent_at - timedelta(seconds=10),
            sender=sender,
            text=f"/start {client_id}",
        )
    if phone:
        names = {"first_name": sender["first_name"], "user_id": sender["id"]}
        state.say(
            chat_id,
            CONTACT_NUMBERS + chat_id,
            sent_at - timedelta(seconds=5),
            sender=sender,
            contact={"phone_number": phone, **names},
        )

"""What the company's clients wrote to its bot, as it waits at Telegram at a moment."""

from datetime import datetime, timedelta

from sandbox.systems.telegram.state import TelegramState
from sandbox.world.world import World

BEGINNING = datetime.fromisoformat("1970-01-01")
CONTACT_NUMBERS = 500_000_000  # numbers of messages by which clients shared their telephone

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


def fill(state: TelegramState, world: World, moment: datetime) -> None:
    """Let the messages until `moment`, naive UTC, wait since the last time.

    They begin to wait at `moment`, so that the history of the first time is not lost by age. Who
    writes for the first time shares their telephone right before.
    """
    span = {"since": state.filled_until or BEGINNING, "moment": moment}
    state.moment = state.filled_until = moment
    with world.open() as session:
        rows = session.execute(MESSAGES, span).fetchall()
    for chat_id, number, user_id, first_name, language, phone, sent_at, text, is_first in rows:
        sender = {
            "id": user_id,
            "is_bot": False,
            "first_name": first_name or "",
            "language_code": language or "uk",
        }
        if is_first and phone:
            contact = {"phone_number": phone, "first_name": first_name or "", "user_id": user_id}
            before = sent_at - timedelta(seconds=5)
            shared = CONTACT_NUMBERS + chat_id
            state.say(chat_id, shared, before, sender=sender, contact=contact)
        state.say(chat_id, number, sent_at, sender=sender, text=text)

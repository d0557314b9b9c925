"""What Telegram keeps for one bot: updates that wait to be confirmed, and messages it sent."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.systems import NEVER

Row = dict[str, Any]
BEGINNING = datetime.fromisoformat("2025-01-01")
RETENTION = timedelta(hours=24)


def seconds_of(moment: datetime) -> int:
    """Return a naive UTC moment in whole seconds since 1970."""
    return int(moment.replace(tzinfo=UTC).timestamp())


@dataclass
class State:
    """One bot. `moment` is Telegram's clock, naive UTC; updates expire by it.

    `webhook` is the address that updates are pushed to; while there is one nobody may poll.
    """

    token: str = "110201543:canary-telegram-token"  # noqa: S105
    moment: datetime = BEGINNING
    username: str = "vesna_bot"
    webhook: str = ""
    next_update_id: int = 870_000_001
    waiting: list[tuple[datetime, Row]] = field(default_factory=list)
    sent: list[Row] = field(default_factory=list)
    chats: dict[int, Row] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    filled_until: datetime = NEVER

    @property
    def bot(self) -> Row:
        """The bot as a user."""
        bot_id = int(self.token.partition(":")[0])
        return {"id": bot_id, "is_bot": True, "first_name": "Vesna", "username": self.username}

    def say(
        self,
        chat_id: int,
        message_id: int,
        at: datetime,
        *,
        sender: Row | None = None,
        kind: str = "message",
        **content: Any,
    ) -> Row:
        """Let somebody write to the bot: `text`, `contact`, …; by default the chat's owner.

        `kind` is the update's: edited_message with `edit_date`, business_message, ….
        """
        who = sender or {"id": chat_id, "is_bot": False, "first_name": f"User {chat_id}"}
        chat = self.chats.setdefault(chat_id, {"id": chat_id, "type": "private"})
        message = {"message_id": message_id, "date": seconds_of(at), "chat": chat, "from": who}
        update = {"update_id": self.next_update_id, kind: message | content}
        self.next_update_id += 1
        self.waiting.append((self.moment, update))
        return update

    def edit(self, chat_id: int, message_id: int, first: datetime, at: datetime, text: str) -> Row:
        """Let somebody change what they wrote at `first`."""
        return self.say(
            chat_id, message_id, first, kind="edited_message", edit_date=seconds_of(at), text=text
        )

    def updates(self, offset: int, limit: int, kinds: list[str] | None) -> list[Row]:
        """Return waiting updates from `offset` on; those before it are confirmed and forgotten.

        A negative offset counts from the end, and forgets what lies before. Updates that nobody
        fetched in 24 hours are gone.
        """
        alive = [each for each in self.waiting if self.moment - each[0] <= RETENTION]
        if offset < 0:
            alive = alive[offset:]
        elif offset > 0:
            alive = [each for each in alive if each[1]["update_id"] >= offset]
        self.waiting = alive
        told = [update for _, update in alive if not kinds or set(kinds) & set(update)]
        return told[:limit]

    def send(self, chat_id: int, text: str) -> Row:
        """Let the bot write; its own messages come back in no update."""
        message = {
            "message_id": 1_000_000 + len(self.sent),
            "date": seconds_of(self.moment),
            "chat": self.chats[chat_id],
            "from": self.bot,
            "text": text,
        }
        self.sent.append(message)
        return message

"""What a mailbox holds: the mails of its folders, in the memory of the server."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.parsing.message import AppendMessage

from sandbox.systems import NEVER


@dataclass(frozen=True)
class Arrival:
    """A mail that comes into a folder at a moment, naive UTC; `name` is for `remove`."""

    name: str
    folder: str
    content: bytes
    received_at: datetime


@dataclass
class State:
    """One mailbox, which its server keeps on `loop`; `uids` say where each named mail lies."""

    loop: asyncio.AbstractEventLoop
    mailbox: MailboxSet
    filled_until: datetime = NEVER
    uids: dict[str, tuple[str, int]] = field(default_factory=dict)

    def put(self, name: str, folder: str, content: bytes, received_at: datetime) -> None:
        """Let one mail arrive."""
        self.put_all([Arrival(name, folder, content, received_at)])

    def put_all(self, arrivals: Sequence[Arrival]) -> None:
        """Let mails arrive, in this order."""
        self._do(self._append(arrivals))

    def remove(self, name: str) -> None:
        """Delete a mail for good."""
        folder, uid = self.uids.pop(name)
        self._do(self._delete(folder, uid))

    def change_uidvalidity(self, folder: str) -> None:
        """Give every mail of a folder a UID that says nothing of the one before."""
        self._do(self._renumber(folder))

    async def _append(self, arrivals: Sequence[Arrival]) -> None:
        for each in arrivals:
            box = await self.mailbox.get_mailbox(each.folder)
            moment = each.received_at.replace(tzinfo=UTC)
            message = await box.append(AppendMessage(each.content, moment, frozenset()))
            self.uids[each.name] = (each.folder, message.uid)

    async def _delete(self, folder: str, uid: int) -> None:
        box = await self.mailbox.get_mailbox(folder)
        await box.delete([uid])

    async def _renumber(self, folder: str) -> None:
        box: MailboxData = await self.mailbox.get_mailbox(folder)
        box._uid_validity += 1
        box._max_uid = 0
        for message in [message async for message in box.messages()]:
            await box.move(message.uid, box)
        names = [name for name, (place, _) in self.uids.items() if place == folder]
        left = [message.uid async for message in box.messages()]
        self.uids |= {name: (folder, uid) for name, uid in zip(names, left, strict=True)}

    def _do(self, act: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(act, self.loop).result()

"""An IMAP server in a thread of this process: pymap, which keeps its mails in memory."""

import asyncio
import ssl
import threading
from argparse import Namespace
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pysasl import SASLAuth
from pysasl.creds.plain import PlainCredentials
from pysasl.hashing import Cleartext
from pysasl.mechanism import ChallengeResponse
from pysasl.mechanism.login import LoginMechanism
from pysasl.mechanism.oauth import OAuth2Mechanism
from pysasl.mechanism.plain import PlainMechanism

from sandbox.systems.imap.faults import ImapFaults
from sandbox.systems.serving import HOST

USER, PASSWORD = "sales@vesna.example", "canary-of-the-mailbox"
FOLDERS = ("INBOX", "Sent", "Private")


@dataclass(frozen=True)
class Arrival:
    """A mail that comes into a folder at a moment, naive UTC; `name` is for `remove`."""

    name: str
    folder: str
    content: bytes
    received_at: datetime


@dataclass
class MailServer:
    """A running server, its one mailbox, and what is to go wrong on its connections."""

    port: int
    faults: ImapFaults
    loop: asyncio.AbstractEventLoop
    mailbox: MailboxSet
    filled_until: datetime | None = None
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

    def drop_folder(self, folder: str) -> None:
        """Delete a folder with all its mails."""
        self._do(self.mailbox.delete_mailbox(folder))

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


@contextmanager
def mail_server(*, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """Serve an empty mailbox until the block ends; port 0 lets the system choose one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    faults = ImapFaults()
    try:
        opening = asyncio.run_coroutine_threadsafe(_open(faults, port, tls), loop)
        server, mailbox = opening.result()
        yield MailServer(server.sockets[0].getsockname()[1], faults, loop, mailbox)
    finally:
        asyncio.run_coroutine_threadsafe(_close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Bearer(OAuth2Mechanism):
    """XOAUTH2, where the password is the one token there is."""

    def server_attempt(
        self, responses: Sequence[ChallengeResponse]
    ) -> tuple[PlainCredentials, None]:
        said, _ = super().server_attempt(responses)
        return PlainCredentials(said.authzid, said._token), None


class _Config(Config):
    """The server's own ways to log in, and XOAUTH2."""

    @property
    def tls_auth(self) -> SASLAuth:
        return SASLAuth([PlainMechanism(), LoginMechanism(), _Bearer()])


class _Backend(DictBackend):
    """Mails in memory."""

    @classmethod
    async def init(cls, args: Namespace, **overrides: Any) -> tuple["_Backend", _Config]:
        config = _Config.from_args(args, **overrides)
        login = Login(config)
        await cls._add_demo_user(config, login)
        return cls(login, config), config


async def _open(
    faults: ImapFaults, port: int, tls: ssl.SSLContext | None
) -> tuple[asyncio.Server, MailboxSet]:
    backend, config = await _Backend.init(_settings(), hash_context=Cleartext())
    config.apply_context()
    serve = IMAPServer(backend.login, config)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = SocketInfo.get(writer, None, unique_id=uuid4().bytes)
        await serve(*faults.between(reader, writer), address)

    async with backend.login.demo_user_identity.new_session() as session:
        for name in FOLDERS[1:]:
            await session.mailbox_set.add_mailbox(name)
        mailbox = session.mailbox_set
    return await asyncio.start_server(connected, HOST, port, ssl=tls), mailbox


async def _close() -> None:
    """End every connection, and wait until it has ended."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _settings() -> Namespace:
    return Namespace(
        host=HOST,
        port=0,
        debug=False,
        cert=None,
        key=None,
        tls=False,
        proxy_protocol=None,
        passlib_cfg=None,
        demo_data=False,
        demo_user=USER,
        demo_password=PASSWORD,
    )

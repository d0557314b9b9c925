"""An IMAP server in a thread of this process: pymap, which keeps its mails in memory."""

import asyncio
import json
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.mailbox import MailboxSet
from pymap.imap import IMAPServer
from pysasl import SASLAuth
from pysasl.creds.plain import PlainCredentials
from pysasl.hashing import Cleartext
from pysasl.mechanism import ChallengeResponse
from pysasl.mechanism.login import LoginMechanism
from pysasl.mechanism.oauth import OAuth2Mechanism
from pysasl.mechanism.plain import PlainMechanism

from sandbox.systems.imap.faults import ImapFaults
from sandbox.systems.imap.state import State
from sandbox.systems.serving import HOST

USER, PASSWORD = "sales@vesna.example", "canary-of-the-mailbox"
FOLDERS = ("INBOX", "Sent", "Private")


@dataclass(frozen=True)
class Server:
    """One mailbox, served, and what is to go wrong on its connections."""

    state: State
    faults: ImapFaults
    port: int

    @property
    def connection(self) -> str:
        """The Airflow connection of a reader that has the password, as JSON."""
        address = {"conn_type": "imap", "host": HOST, "port": self.port}
        known = {"login": USER, "password": PASSWORD, "extra": {"security": "plain"}}
        return json.dumps(address | known)


@contextmanager
def mail_server(*, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve an empty mailbox until the block ends; port 0 lets the system choose one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    faults = ImapFaults()
    try:
        opening = asyncio.run_coroutine_threadsafe(_open(faults, port, tls), loop)
        server, mailbox = opening.result()
        yield Server(State(loop, mailbox), faults, server.sockets[0].getsockname()[1])
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

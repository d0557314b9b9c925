"""A mail server that delivers nowhere: every message becomes an `.eml` file in a folder.

Run as a process: `python -m sandbox.mailbox FOLDER PORT`.
"""

import asyncio
import sys
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


class Mailbox:
    """Keeps what is sent to it, numbered in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store one message whole or not at all; aiosmtpd calls this by its name."""
        number = len(list(self.folder.glob("*.eml"))) + 1
        recipient = envelope.rcpt_tos[0].replace("/", "_")
        file = self.folder / f"{number:03d}-{recipient}.eml"
        unfinished = file.with_suffix(".part")
        unfinished.write_bytes(envelope.content)
        unfinished.rename(file)
        return "250 Message kept"


def start_mailbox(folder: Path, port: int = 0) -> Controller:
    """Start the mail server in a thread; `port` 0 lets the system choose one."""
    controller = Controller(Mailbox(folder), hostname=HOST, port=port)
    controller.start()
    return controller


async def serve(folder: Path, port: int) -> None:
    """Serve until the process is stopped."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Mailbox(folder), loop=loop), HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))

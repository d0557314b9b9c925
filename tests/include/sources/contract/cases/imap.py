"""A mailbox on a real server; what a mail says is its label."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sandbox.systems.imap.server import Server, mail_server

PAGE_SIZE = 2
LACKS = {
    "update": "a mail is never changed, only its flags, which are not read",
    "merge": "mails are never merged",
    "new_column": "a header more is kept among the headers, which are one field",
    "drop_column": "a server always says when it received a mail, and of which size",
    "type_change": "what a mail says is text, from its first header to its last word",
    "poison": "the server's own clock dates a mail; the sender's nonsense is kept as text",
    "pages_move": "a UID belongs to one mail for ever, so that no mail moves to another page",
    "expired_token": "a password is asked for once, when a session begins",
}


class ImapCase:
    """Mails that came in; the name of a mail holds its number."""

    stream, entity = "mails", "interaction"
    faults = None
    page_size = PAGE_SIZE
    supports = frozenset({"delete", "late", "exact_time", "paging", "expired_cursor", "dead"})
    lacks = LACKS

    def __init__(self, server: Server) -> None:
        self._server = server
        self.environment: dict[str, str] = {}
        self.source = {
            "kind": "imap",
            "connection": "mailbox",
            "options": {"own_domains": ["vesna.example"], "mails_per_page": PAGE_SIZE},
        }
        self.act("alive")

    def put(self, key: str, at: datetime, *, label: str) -> None:
        """Let a mail arrive."""
        head = [
            "From: ann@client.example",
            "To: sales@vesna.example",
            f"Message-ID: <{key}@client.example>",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
        ]
        body = base64.encodebytes(label.encode()).decode()
        self._server.state.put(key, "INBOX", "\r\n".join([*head, "", body]).encode(), at)

    def remove(self, key: str) -> None:
        """Delete a mail."""
        self._server.state.remove(key)

    def merge(self, loser: str, winner: str) -> None:
        """Refuse: mails have no merges."""
        raise NotImplementedError

    def act(self, what: str) -> None:
        """Give all mails other numbers, or let the server be away."""
        if what == "expire_cursor":
            self._server.state.change_uidvalidity("INBOX")
            return
        away = {"port": 1} if what == "dead" else {}
        address = json.loads(self._server.connection) | away
        self.environment = {"AIRFLOW_CONN_MAILBOX": json.dumps(address)}

    def shown(self, row: dict) -> tuple[str, str]:
        """Return number and text of a mail."""
        return re.fullmatch(r"<(\d+)@client\.example>", row["thread_id"])[1], row["body"]


@contextmanager
def case() -> Iterator[ImapCase]:
    """Start a server with an empty mailbox."""
    with mail_server() as server:
        yield ImapCase(server)

"""A mail as it goes over the wire: as different programs would have written it."""

import base64
import html
import quopri
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime

HOST = "mail.vesna.example"
Written = tuple[list[str], bytes]


@dataclass(frozen=True)
class Letter:
    """A mail; `sent_at` is naive UTC, `answers` are the mails before it, the oldest first."""

    mail_id: int
    answers: tuple[int, ...]
    sender: str
    recipient: str
    subject: str
    body: str
    sent_at: datetime
    kind: str

    def written(self) -> bytes:
        """Return the mail's bytes."""
        head = [
            f"From: {self.sender}",
            f"To: {self.recipient}",
            f"Subject: {_words(self.subject)}",
            f"Message-ID: {message_id(self.mail_id)}",
            "MIME-Version: 1.0",
            *self._answered(),
            *self._dated(),
        ]
        if self.kind == "auto_reply":
            head.append("Auto-Submitted: auto-replied")
        more, body = self._returned() if self.kind == "bounce" else self._content()
        return "\r\n".join([*head, *more, "", ""]).encode() + body

    def _answered(self) -> list[str]:
        """Say what is answered; every ninth program names the last mail alone."""
        if not self.answers:
            return []
        named = [f"In-Reply-To: {message_id(self.answers[-1])}"]
        if self.mail_id % 9:
            named.append(f"References: {' '.join(map(message_id, self.answers))}")
        return named

    def _dated(self) -> list[str]:
        if self.mail_id % 50 == 0:
            return []
        return [f"Date: {format_datetime(self.sent_at.replace(tzinfo=UTC, microsecond=0))}"]

    def _content(self) -> Written:
        """Write the text: mostly as UTF-8, sometimes in an old charset, or as HTML alone."""
        if self.mail_id % 13 == 0:
            lines = "<br>\r\n".join(html.escape(line) for line in self.body.splitlines())
            page = f"<html><style>p {{color: red}}</style><body><p>{lines}</p></body></html>"
            return _encoded("text/html", "utf-8", page)
        if self.mail_id % 10 == 0 and _fits(self.body, "windows-1251"):
            head = ["Content-Type: text/plain; charset=windows-1251"]
            head.append("Content-Transfer-Encoding: quoted-printable")
            return head, quopri.encodestring(self.body.encode("windows-1251"))
        return _encoded("text/plain", "utf-8", self.body)

    def _returned(self) -> Written:
        """Write the report of a mail that could not be delivered."""
        failed = self.body.rsplit(" ", 1)[-1]
        head = [
            'Content-Type: multipart/report; report-type=delivery-status; boundary="returned"',
            "Auto-Submitted: auto-replied",
        ]
        parts = [
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{self.body}",
            "Content-Type: message/delivery-status\r\n\r\n"
            f"Reporting-MTA: dns; {HOST}\r\n\r\n"
            f"Final-Recipient: rfc822; {failed}\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        ]
        lines = "".join(f"--returned\r\n{part}\r\n" for part in parts)
        return head, f"{lines}--returned--\r\n".encode()


def message_id(mail_id: int) -> str:
    """Return the name by which other mails know a mail."""
    return f"<{mail_id}@{HOST}>"


def _words(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if one_line.isascii() else Header(one_line, "utf-8").encode(linesep="\r\n")


def _encoded(kind: str, charset: str, text: str) -> Written:
    content = base64.encodebytes(text.encode(charset)).replace(b"\n", b"\r\n")
    head = [f"Content-Type: {kind}; charset={charset}", "Content-Transfer-Encoding: base64"]
    return head, content


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True

"""Hand one message to a mail server, and know afterwards whether it was accepted.

The connection's extra `security` says how: `tls` (from the first byte), `starttls` or `plain`.
Without it port 465 means tls, this machine plain, and anything else starttls. `timeout` (seconds)
and `ca_file` (a company's own certificate authority) are extras too.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from email.utils import parseaddr
from ipaddress import ip_address

from include.errors import ClienteleError
from include.reports.plain_text import clean
from include.settings import Connection

TIMEOUT_SECONDS = 60
DEFAULT_PORTS = {"tls": 465, "starttls": 587, "plain": 25}


class RefusedError(Exception):
    """The server has certainly not accepted the message."""


class UnansweredError(Exception):
    """The message was handed over and no answer came: it may or may not arrive."""


def hand_over(message: Message, connection: Connection) -> None:
    """Send `message` to its one recipient; return only when the server has accepted it.

    Raises `RefusedError`, `UnansweredError`, or `ClienteleError` when there is no server to talk
    to, which concerns every message alike.
    """
    with _session(connection) as server:
        try:
            _expect(server.mail(parseaddr(message["From"])[1]), 250)
            _expect(server.rcpt(parseaddr(message["To"])[1]), 250, 251)
            _expect(server.docmd("DATA"), 354)
        except (OSError, smtplib.SMTPException) as error:
            raise RefusedError(f"the connection broke: {clean(str(error))}") from error
        _expect(_content_answer(server, message.as_bytes()), 250)


@contextmanager
def _session(connection: Connection) -> Iterator[smtplib.SMTP]:
    """Connect, secure and log in; leaving closes the connection, whatever the server says."""
    security = _security(connection)
    server = None
    try:
        server = _connected(connection, security)
        if connection.login:
            server.login(connection.login, connection.password)
    except (OSError, smtplib.SMTPException) as error:
        if server:
            server.close()
        raise _unreachable(connection, error) from error
    try:
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _connected(connection: Connection, security: str) -> smtplib.SMTP:
    host, timeout = connection.host, float(connection.extra.get("timeout") or TIMEOUT_SECONDS)
    context = ssl.create_default_context(cafile=connection.extra.get("ca_file") or None)
    port = connection.port or DEFAULT_PORTS[security]
    if security == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=timeout)
    try:
        if security == "starttls":
            server.starttls(context=context)
        server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _security(connection: Connection) -> str:
    chosen = connection.extra.get("security") or _usual_security(connection)
    if chosen not in DEFAULT_PORTS:
        raise ClienteleError(
            f"mail security '{chosen}' is not known",
            where=f"connection '{connection.conn_id}', extra security",
            remedy=f"Choose one of {', '.join(DEFAULT_PORTS)}",
        )
    if chosen == "plain" and connection.password and not _is_this_machine(connection.host):
        raise ClienteleError(
            "a password would leave this machine unencrypted",
            where=f"connection '{connection.conn_id}', extra security",
            remedy="Set security to starttls or tls",
        )
    return chosen


def _usual_security(connection: Connection) -> str:
    if connection.port == 465:
        return "tls"
    return "plain" if _is_this_machine(connection.host) else "starttls"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def _content_answer(server: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
    try:
        server.send(_on_the_wire(content))
        return server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise UnansweredError("handed over, and no answer came") from error


def _on_the_wire(content: bytes) -> bytes:
    """End every line as SMTP wants it, double leading dots, and end the message by a lone one."""
    lines = [b"." + line if line.startswith(b".") else line for line in content.splitlines()]
    return b"\r\n".join([*lines, b".", b""])


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    code, text = answer
    if code not in codes:
        raise RefusedError(f"{code} {clean(text.decode(errors='replace'))}")


def _unreachable(connection: Connection, error: Exception) -> ClienteleError:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        what, remedy = "the mail server refuses the login", "Check login and password"
    elif isinstance(error, (ssl.SSLError, smtplib.SMTPNotSupportedError)):
        what = f"the mail server cannot be talked to securely: {clean(str(error))}"
        remedy = "Check its certificate, and the connection's extra security"
    else:
        what = f"the mail server cannot be reached: {clean(str(error))}"
        remedy = "Check that it runs, and the connection's host and port; then run again"
    place = f"{connection.host}:{connection.port or 'default port'}"
    return ClienteleError(
        what,
        where=f"connection '{connection.conn_id}', {place}",
        remedy=remedy,
    )

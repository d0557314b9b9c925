"""How a mailbox is reached: encrypted and checked, and with which right."""

import ipaddress
import ssl

from imapclient import IMAPClient

from include.errors import ClienteleError
from include.sources.connector import Access
from include.sources.systems.imap.tokens import access_token
from include.sources.web.address import WebAddress

TIMEOUT_SECONDS = 60


def connect(access: Access) -> IMAPClient:
    """Connect over TLS with a checked certificate; in plain text to this machine alone."""
    at = access.connection
    security = at.extra.get("security", "tls")
    WebAddress.of(f"https://{at.host}", conn_id=at.conn_id)
    if security not in ("tls", "starttls", "plain"):
        raise ClienteleError(
            f"`security` is '{security}'",
            where=f"connection '{at.conn_id}', extra",
            remedy="Write tls, starttls or plain",
        )
    if security == "plain" and not _is_here(at.host):
        raise ClienteleError(
            f"{at.host} would be given the password in plain text",
            where=f"connection '{at.conn_id}', extra",
            remedy="Write tls or starttls: only a server on this machine is asked without",
        )
    trusted = ssl.create_default_context(cafile=at.extra.get("ca_file"))
    client = IMAPClient(
        at.host,
        at.port,
        ssl=security == "tls",
        ssl_context=trusted if security == "tls" else None,
        timeout=TIMEOUT_SECONDS,
    )
    client.normalise_times = False
    if security == "starttls":
        client.starttls(trusted)
    return client


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def log_in(client: IMAPClient, access: Access) -> None:
    """Log in by password, or by an access token where the connection's extra says xoauth2."""
    at = access.connection
    if at.extra.get("auth") == "xoauth2":
        client.oauth2_login(at.login, access_token(access))
    else:
        client.login(at.login, at.password)

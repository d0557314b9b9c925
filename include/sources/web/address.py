"""Where a system may be reached: only the hosts that its connection names."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from include.errors import ClienteleError
from include.settings import Connection

_METADATA_HOSTS = {"metadata", "metadata.google.internal", "instance-data", "fd00:ec2::254"}
_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 60_000  # httpx takes no more than 65,536 characters, nor one that is not printable


@dataclass(frozen=True)
class WebAddress:
    """A base address and the origins that may be asked: scheme, host and port of each."""

    base_url: str
    origins: frozenset[tuple[str, str, int]]

    @classmethod
    def from_connection(
        cls, connection: Connection, *, extra_hosts: Sequence[str] = ()
    ) -> "WebAddress":
        """Return the address of a connection; `extra_hosts` may be asked too, over https.

        Plain http is for this machine only, and the address of a machine's own metadata is no
        system: both raise `ClienteleError`.
        """
        scheme = connection.extra.get("scheme", "https")
        host = connection.host.removeprefix("https://").removeprefix("http://").rstrip("/")
        port = f":{connection.port}" if connection.port else ""
        base = f"{scheme}://{host}{port}"
        return cls.of(base, [f"https://{each}" for each in extra_hosts], connection.conn_id)

    @classmethod
    def of(cls, base_url: str, others: Sequence[str] = (), conn_id: str = "") -> "WebAddress":
        """Return the address of a base URL and of other URLs whose origins may be asked."""
        place = f"connection '{conn_id}'"
        origins = frozenset(_checked(url, place) for url in (base_url, *others))
        return cls(base_url.rstrip("/"), origins)

    @property
    def host(self) -> str:
        """The host of the base address, as it may be shown."""
        return urlsplit(self.base_url).hostname or ""

    def url(self, path_or_url: str) -> str:
        """Return the absolute URL; `ClienteleError` when it leads to a host that is not allowed."""
        absolute = path_or_url
        if "://" not in path_or_url:
            absolute = f"{self.base_url}/{path_or_url.lstrip('/')}"
        if not absolute.isprintable():
            raise ClienteleError(
                "a character stands in the address that no address can hold",
                remedy="Write login and password of the connection anew, without an end of line",
            )
        if not self.allows(absolute):
            raise ClienteleError(
                f"the system points to another host, {_host(absolute)}",
                remedy="Nothing was asked there. If that host is right, name it in the connection",
            )
        return absolute

    def allows(self, url: str) -> bool:
        """Return whether the URL's origin is one of those that may be asked."""
        try:
            return _origin(urljoin(self.base_url, url)) in self.origins
        except ValueError:
            return False


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    is_plain = url.isprintable() and len(url) <= LONGEST_URL
    if not is_plain or parts.username is not None or parts.scheme not in _PORTS:
        raise ValueError("no plain web address")
    (parts.hostname or "").encode("idna")  # an empty part, or one too long, is a ValueError too
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS[parts.scheme]


def _host(url: str) -> str:
    """Return the host of an address, as far as there is one."""
    try:
        return urlsplit(url).hostname or "none"
    except ValueError:
        return "none"


def _checked(url: str, place: str) -> tuple[str, str, int]:
    try:
        scheme, host, port = _origin(url)
    except ValueError as error:
        raise ClienteleError(
            "the address is no https address",
            where=place,
            remedy="Write the host alone, as in portal.example.com",
        ) from error
    if not host or urlsplit(url).path.strip("/"):
        raise ClienteleError(
            "the address names no host, or more than one",
            where=place,
            remedy="Write the host alone, as in portal.example.com, and no path after it",
        )
    if host in _METADATA_HOSTS or _is_link_local(host):
        raise ClienteleError(
            f"{host} is an address of this machine's own metadata",
            where=place,
            remedy="Write the host of the system",
        )
    if scheme == "http" and not _is_loopback(host):
        raise ClienteleError(
            f"{host} would be asked over plain http",
            where=place,
            remedy="Leave out the scheme: only a server on this machine is asked without https",
        )
    return scheme, host, port


def _is_link_local(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # an IPv4 address may be written as one of IPv6
    return (getattr(address, "ipv4_mapped", None) or address).is_link_local


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Where a system may be reached."""

import pytest

from include.errors import ClienteleError
from include.settings import Connection
from include.sources.web.address import WebAddress


def reached(host: str, **extra: str) -> WebAddress:
    return WebAddress.from_connection(Connection("crm", "bitrix24", host=host, extra=extra))


def test_a_host_is_asked_over_https():
    assert reached("portal.example.com").base_url == "https://portal.example.com"


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]",
        "metadata.google.internal",
        "[fe80::1]",
        "",
        "a/b",
        "u@portal",
        "a..b",
    ],
)
def test_an_address_that_is_no_system_is_refused(host):
    with pytest.raises(ClienteleError, match="connection 'crm'"):
        reached(host)


def test_plain_http_is_for_this_machine_only():
    assert reached("127.0.0.1", scheme="http").base_url == "http://127.0.0.1"
    with pytest.raises(ClienteleError, match="plain http"):
        reached("portal.example.com", scheme="http")


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://portal.example.com/next?page=2", True),
        ("https://portal.example.com:443/next", True),
        ("https://portal.example.com:8443/next", False),
        ("http://portal.example.com/next", False),
        ("https://portal.example.com.evil.example/next", False),
        ("https://portal.example.com@evil.example/next", False),
        ("https://evil.example\\@portal.example.com/next", False),
        ("file:///etc/passwd", False),
        ("https://portal.example.com/a\x00b", False),
        ("https://[portal.example.com/next", False),
        (f"https://portal.example.com/{'a' * 70_000}", False),
    ],
)
def test_only_the_same_origin_may_be_asked(url, is_allowed):
    assert reached("portal.example.com").allows(url) is is_allowed


def test_a_further_host_may_be_named():
    connection = Connection("crm", "mailchimp", host="us1.api.example.com")
    address = WebAddress.from_connection(connection, extra_hosts=["files.example.com"])

    assert address.allows("https://files.example.com/archive.tar.gz")


@pytest.mark.parametrize("link", ["https://[portal.example.com/next", "https://evil.example/x"])
def test_a_link_that_leads_nowhere_is_refused_in_plain_words(link):
    with pytest.raises(ClienteleError, match="points to another host"):
        reached("portal.example.com").url(link)

"""The connection says how a mail server is talked to, and a wrong word is named."""

import ssl
from datetime import UTC, datetime, timedelta
from email.mime.text import MIMEText

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from include.delivery.smtp import hand_over
from include.errors import ClienteleError
from include.settings import Connection, connection

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for this machine that only its own file vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(NAME)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder


@pytest.fixture
def tls(certificate):
    """Give what a server needs to speak TLS with that certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


@pytest.fixture
def message():
    """Give a message whose text would end it too early if dots were not doubled."""
    text = MIMEText("before\n.\n..after\n", "plain", "us-ascii")
    text["From"], text["To"] = "Gifts <reports@shop.example>", "ann@shop.example"
    return text


def reached(**changes):
    """Point connection `mail`, as the environment has it, at a host that the certificate names."""
    found = connection("mail")
    return Connection(**{**vars(found), "host": "localhost", **changes})


def test_a_line_that_is_a_dot_ends_nothing(serve, message):
    mailbox = serve()

    hand_over(message, connection("mail"))

    assert mailbox.taken[0].content.replace(b"\r\n", b"\n").endswith(b"before\n.\n..after\n")
    assert mailbox.taken[0].mail_from == "reports@shop.example"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_trusted_server_is_talked_to_in_secret(serve, message, tls, certificate, security):
    options = {"ssl_context": tls} if security == "tls" else {"tls_context": tls}
    mailbox = serve(require_starttls=security == "starttls", **options)

    hand_over(message, reached(extra={"security": security, "ca_file": certificate / "cert.pem"}))

    assert len(mailbox.taken) == 1


def test_a_stranger_with_a_certificate_gets_nothing(serve, message, tls):
    mailbox = serve(tls_context=tls)

    with pytest.raises(ClienteleError, match="cannot be talked to securely"):
        hand_over(message, reached(extra={"security": "starttls"}))

    assert mailbox.taken == []


def test_starttls_is_demanded_not_hoped_for(serve, message):
    mailbox = serve()

    with pytest.raises(ClienteleError, match="cannot be talked to securely"):
        hand_over(message, reached(extra={"security": "starttls"}))

    assert mailbox.taken == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_refused_login_is_named_without_the_password(serve, message):
    serve(auth_require_tls=False, auth_required=True,
          authenticator=lambda *_: AuthResult(success=False, handled=False))  # fmt: skip

    with pytest.raises(ClienteleError, match="refuses the login") as caught:
        hand_over(message, reached(login="robot", password="hunter2"))

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"extra": {"security": "ssl3"}}, "tls, starttls, plain"),
        ({"host": "mail.example", "password": "x", "extra": {"security": "plain"}}, "unencrypted"),
    ],
)
def test_an_unsafe_or_unknown_security_is_refused_before_connecting(message, changes, complaint):
    plain = {"conn_id": "mail", "kind": "smtp", "host": "localhost", "port": 1}

    with pytest.raises(ClienteleError, match=complaint):
        hand_over(message, Connection(**{**plain, **changes}))

"""The client of an API: what it waits for, what it refuses, and what its errors never say."""

import socket
import threading
import zlib
from contextlib import contextmanager, suppress

import pytest

from include.errors import ClienteleError
from include.sources.progress import Progress
from include.sources.web.address import WebAddress
from include.sources.web.answers import Renew, Wait
from include.sources.web.client import WebClient
from include.sources.web.clock import VirtualClock
from sandbox.systems.faults import Fault, Faults
from sandbox.systems.serving import served

GOOD = b'{"rows": [1, 2], "share": NaN}'


async def app(scope, receive, send):
    """Answer every request with the same JSON; `/token` is refused, `/away` leads elsewhere."""
    status, headers = 200, []
    if scope["path"] == "/token" and (b"authorization", b"new") not in scope["headers"]:
        status = 401
    if scope["path"] == "/away":
        status, headers = 302, [(b"location", b"http://127.0.0.2/")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": GOOD})


_PACKED = zlib.compressobj(wbits=31)
OK, CHUNKED = b"HTTP/1.1 200 OK\r\n", b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "body": (OK + b"Content-Length: 1000\r\n\r\n", b"x"),
    "header": (OK + b"X-Long: ", b"x"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "gzip of nothing": (
        OK + b"Content-Encoding: gzip\r\n" + CHUNKED + b"a\r\n" + _PACKED.compress(b"") + b"\r\n",
        b"5\r\n\x00\x00\x00\xff\xff\r\n",
    ),
    "extension of a chunk": (OK + CHUNKED + b"1;a=", b"x"),
}


@contextmanager
def dripping(clock, begin, more):
    """Serve answers that begin, and send twenty pieces more, a minute between each and the next."""

    def answer(connection):
        with connection, suppress(OSError):
            connection.recv(65_536)
            connection.sendall(begin)
            for _ in range(20):
                connection.sendall(more)
                clock.sleep(60)

    def serve():
        with suppress(OSError):
            while True:
                answer(listener.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.fixture(scope="module")
def faults():
    return Faults(app)


@pytest.fixture(scope="module")
def url(faults):
    with served(faults) as server:
        yield server.url


@pytest.fixture
def progress():
    """Count the requests of a client."""
    return Progress("api", VirtualClock())


@pytest.fixture
def client(url, progress):
    clock = VirtualClock()
    address = WebAddress.of(url)
    with WebClient(address, place="source api", clock=clock, progress=progress) as made:
        made.clock = clock
        yield made


def test_an_answer_is_parsed_and_a_number_that_is_none_comes_as_text(client):
    answer = client.call("GET", "rows")

    assert (answer.status, answer.body) == (200, {"rows": [1, 2], "share": "NaN"})


@pytest.mark.parametrize("kind", ["503", "500", "html", "half", "cut", "reset"])
def test_what_passes_is_asked_again(client, progress, faults, kind):
    faults.plan(Fault(kind), Fault(kind))

    assert client.call("GET", "rows").body["rows"] == [1, 2]
    assert progress.requests == 3


def test_a_system_that_says_how_long_is_waited_for_exactly_so_long(client, faults):
    faults.plan(Fault("429", retry_after=17))

    client.call("GET", "rows")

    assert client.clock.now() == 17


def test_a_system_that_never_recovers_is_given_up_in_plain_words(client, progress, faults):
    faults.plan(Fault("503", times=8))

    with pytest.raises(ClienteleError, match=r"could not be read.* \(source api\)"):
        client.call("GET", "rows?secret=canary")

    assert progress.requests == 8


def test_a_system_that_says_at_once_for_ever_is_given_up(client, progress, faults):
    faults.plan(Fault("429", retry_after=0, times=8))

    with pytest.raises(ClienteleError, match="could not be read"):
        client.call("GET", "rows")

    assert progress.requests == 8


def test_a_system_that_asks_to_wait_for_less_than_nothing_is_given_up(url, progress):
    with (
        WebClient(
            WebAddress.of(url),
            place="api",
            clock=VirtualClock(),
            judge=lambda _: Wait(-5.0),
            progress=progress,
        ) as client,
        pytest.raises(ClienteleError, match="could not be read"),
    ):
        client.call("GET", "rows")

    assert progress.requests == 8


def test_a_redirect_is_followed_nowhere(client):
    with pytest.raises(ClienteleError, match="status 302"):
        client.call("GET", "away")


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:1/x", "https://evil.example/x", "file:///etc/passwd", "//evil/x"]
)
def test_another_host_is_not_asked(client, progress, target):
    with pytest.raises(ClienteleError):
        client.call("GET", target if "://" in target else f"http:{target}")

    assert progress.requests == 0


def test_a_secret_that_can_be_part_of_no_address_is_told_of_without_its_text(client):
    with pytest.raises(ClienteleError, match="no address can hold") as caught:
        client.call("GET", "rest/s3cret\n/rows")

    assert "s3cret" not in str(caught.value)


def test_a_token_is_renewed_once(url):
    tokens = iter(["old", "new"])
    held = [next(tokens)]
    with WebClient(
        WebAddress.of(url),
        place="source api",
        clock=VirtualClock(),
        headers=lambda: {"authorization": held[0]},
        renew=lambda: held.__setitem__(0, next(tokens)),
    ) as client:
        assert client.call("GET", "token").status == 200


def test_credentials_that_are_refused_again_are_told(client):
    with pytest.raises(ClienteleError, match="does not accept the credentials"):
        client.call("GET", "token")


def test_a_download_is_bounded(client):
    with (
        pytest.raises(ClienteleError, match="more than"),
        client.download("rows", max_bytes=10),
    ):
        pass
    with client.download("rows", max_bytes=100) as file:
        assert file.read_bytes() == GOOD


def test_a_stalled_answer_is_given_up_and_asked_again(url, progress, faults):
    faults.plan(Fault("stall", seconds=2))
    with WebClient(
        WebAddress.of(url),
        place="source api",
        clock=VirtualClock(),
        timeout_seconds=0.2,
        progress=progress,
    ) as client:
        assert client.call("GET", "rows").status == 200
        assert progress.requests == 2


@pytest.mark.parametrize(("begin", "more"), ENDLESS.values(), ids=ENDLESS)
def test_an_answer_that_does_not_end_is_given_up(progress, begin, more):
    clock = VirtualClock()
    with (
        dripping(clock, begin, more) as url,
        WebClient(WebAddress.of(url), place="source api", clock=clock, progress=progress) as client,
        pytest.raises(ClienteleError, match=r"no whole answer from 127\.0\.0\.1 .*\(source api\)"),
    ):
        client.call("GET", "rows")

    assert progress.requests > 1
    assert clock.now() < 2 * 3600


def test_a_connection_that_was_kept_is_timed_anew_for_each_answer(client):
    for _ in range(3):
        assert client.call("GET", "rows").status == 200
        client.clock.sleep(1_000)


def test_a_judge_decides_what_an_answer_means(url, progress):
    verdicts = iter([Wait(5.0), Renew(), None])
    clock, renewed = VirtualClock(), threading.Event()
    with WebClient(
        WebAddress.of(url),
        place="source api",
        clock=clock,
        judge=lambda answer: next(verdicts),
        renew=renewed.set,
        progress=progress,
    ) as client:
        client.call("GET", "rows")

    assert (clock.now(), renewed.is_set(), progress.requests) == (5.0, True, 3)


def test_a_host_that_does_not_answer_is_named():
    with (
        WebClient(
            WebAddress.of("http://127.0.0.1:1"), place="source api", clock=VirtualClock()
        ) as client,
        pytest.raises(ClienteleError, match=r"no answer from 127\.0\.0\.1 \(ConnectError\)"),
    ):
        client.call("GET", "rows")

"""Real mail servers on this machine, each with its own temper, and a report to send."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from aiosmtpd.controller import Controller

from include.reports.render import RenderedReport

PERIOD = date(2011, 11, 24)


class Mailbox:
    """Accept mail, or answer as a test wishes."""

    def __init__(self) -> None:
        self.taken: list = []
        self.rcpt_answers: dict[str, str] = {}
        self.data_answer = "250 taken"
        self.silent_seconds = 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Know a recipient or not."""
        answer = self.rcpt_answers.get(address, "250 known")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Take a message, and answer after a while."""
        if self.data_answer.startswith("2"):
            self.taken.append(envelope)
        await asyncio.sleep(self.silent_seconds)
        return self.data_answer

    @property
    def recipients(self) -> list[str]:
        """Return who got something, in order."""
        return [address for envelope in self.taken for address in envelope.rcpt_tos]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def serve(monkeypatch) -> Iterator[Callable[..., Mailbox]]:
    """Return a starter of mail servers; connection `mail` points at the newest."""
    running = []

    def start(query: str = "", scheme_login: str = "", **options: object) -> Mailbox:
        mailbox = Mailbox()
        controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        running.append(controller)
        address = f"smtp://{scheme_login}127.0.0.1:{controller.port}/?{query}"
        monkeypatch.setenv("AIRFLOW_CONN_MAIL", address)
        return mailbox

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def company(home, company_of):
    """Give a company whose daily report goes to two managers."""
    return company_of(
        {},
        mail={"connection": "mail", "sender": "Gifts <reports@shop.example>"},
        reports={"daily": {"at": "08:00", "recipients": ["ann@shop.example", "bob@shop.example"]}},
    )


@pytest.fixture
def rendered() -> RenderedReport:
    """Give a small report."""
    return RenderedReport(
        "Usual day · £5", "<p>£5</p>", "£5\n", {"chart": b"\x89PNG"}, '{"amount": "5"}'
    )


@pytest.fixture
def period() -> date:
    """Give the day that is reported."""
    return PERIOD

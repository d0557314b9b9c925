"""Deliver a rendered report by mail: once to each recipient, whoever runs it and however often."""

import logging
from collections import Counter
from datetime import UTC, date, datetime
from email.utils import parseaddr

from include.company import Company
from include.company_sections import Mail
from include.delivery.ledger import Ledger
from include.delivery.smtp import RefusedError, UnansweredError, hand_over
from include.delivery.table import Delivery
from include.errors import ClienteleError
from include.reports.message import compose
from include.reports.render import RenderedReport
from include.reports.report import Kind
from include.settings import Connection, connection

CHANNEL = "mail"

_log = logging.getLogger(__name__)


class DeliveryError(ClienteleError):
    """Somebody has not certainly got the report; `deliveries` says who, and why."""

    def __init__(
        self, deliveries: list[Delivery], what: str, *, where: str = "", remedy: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.deliveries = deliveries


def deliver(
    report_kind: Kind,
    period: date,
    rendered: RenderedReport,
    company: Company,
    *,
    revision: int = 1,
    is_stale: bool = False,
) -> list[Delivery]:
    """Mail the report to each of its recipients who has not got this revision yet.

    Otherwise `DeliveryError` is raised after everybody was tried; running again sends only what
    has `failed`. One that `is_stale` never takes the true report's place in the ledger.
    """
    mail = _mail(company)
    addresses = _addresses(report_kind, company)
    server = connection(mail.connection, "smtp://user:password@mail.example.com:587")
    domain = parseaddr(mail.sender)[1].rpartition("@")[2]
    report = f"{report_kind}_stale" if is_stale else report_kind
    ledger = Ledger()
    try:
        key = report, period
        planned = [ledger.plan(*key, name, CHANNEL, revision, domain) for name in addresses]
        attempt = _Attempt(ledger, server, mail.sender, rendered)
        for delivery in planned:
            attempt.send(delivery, addresses[delivery.recipient])
        outcome = ledger.find(delivery.delivery_id for delivery in planned)
    finally:
        ledger.close()
    return _checked(outcome, attempt.no_server)


class _Attempt:
    """One try for everybody; once the server is known to be away, nobody waits for it again."""

    def __init__(
        self, ledger: Ledger, server: Connection, sender: str, rendered: RenderedReport
    ) -> None:
        self.ledger = ledger
        self.server = server
        self.sender = sender
        self.rendered = rendered
        self.no_server: ClienteleError | None = None

    def send(self, delivery: Delivery, address: str) -> None:
        """Try one delivery, if the ledger lets this process have it."""
        message = compose(
            self.rendered,
            sender=self.sender,
            recipient=address,
            message_id=delivery.message_id,
            sent_at=datetime.now(UTC),
        )
        self.ledger.mark_rendered(delivery)
        if not self.ledger.take(delivery, self.rendered.numbers):
            return
        try:
            if self.no_server:
                raise self.no_server
            hand_over(message, self.server)
        except RefusedError as error:
            self.ledger.settle(delivery, "failed", str(error))
        except UnansweredError as error:
            self.ledger.settle(delivery, "unknown", str(error))
        except ClienteleError as error:
            self.no_server = error
            self.ledger.settle(delivery, "failed", error.what)
        else:
            self.ledger.settle(delivery, "sent")


def _mail(company: Company) -> Mail:
    if company.mail is None:
        raise ClienteleError(
            "reports cannot be sent: no mail connection is chosen",
            where="mail in company.yml",
            remedy="Add mail with connection and sender",
        )
    return company.mail


def _addresses(report_kind: Kind, company: Company) -> dict[str, str]:
    """Map what the ledger knows a recipient by to the address as written."""
    recipients = getattr(company.reports, report_kind).recipients
    if not recipients:
        raise ClienteleError(
            "the report has no recipients",
            where=f"reports.{report_kind}.recipients in company.yml",
            remedy="List at least one address",
        )
    return {address.lower(): address for address in recipients}


def _checked(outcome: list[Delivery], no_server: ClienteleError | None) -> list[Delivery]:
    """Log counts, never addresses, and refuse to call anything but `sent` a success."""
    states = Counter(delivery.state for delivery in outcome)
    counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    _log.info("report %s of %s: %s", outcome[0].report, outcome[0].period, counts)
    if set(states) == {"sent"}:
        return outcome
    if no_server:
        raise DeliveryError(outcome, no_server.what, where=no_server.where, remedy=no_server.remedy)
    remedy = "`clientele deliveries` says why; running again sends only what has failed"
    if states["unknown"]:
        remedy += ". Ask who has no certain delivery, then send a new revision if it is needed"
    raise DeliveryError(
        outcome,
        f"not everybody has certainly got the report: {counts}",
        where=f"{outcome[0].report} report of {outcome[0].period}",
        remedy=remedy,
    )

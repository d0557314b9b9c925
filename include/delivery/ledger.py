"""The ledger of deliveries: who was sent what, so that nothing leaves twice or is lost silently.

A delivery is one report of one period to one recipient by one channel in one revision; that is its
unique key, and the key is taken before anything is sent. A report made of older data is a report
of its own, `daily_stale`. The states of a delivery:

    planned -> rendered -> sending -> sent | failed | unknown

A `failed` one is rendered and taken again; only one process at a time can take it. `unknown` means
that the message may have arrived: it was handed over and never answered, or the process died in
between. Nothing resends it but an explicit new revision.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from include.delivery.table import DELIVERIES, SHOWN, Delivery, open_table
from include.settings import paths

# longer than every time-out of one SMTP conversation together, so whoever holds it has died
SENDING_LIMIT = timedelta(minutes=15)


class Ledger:
    """The deliveries of one installation."""

    def __init__(self, url: str | None = None) -> None:
        self._engine = open_table(url or paths().ledger_url)

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    def plan(
        self, report: str, period: date, recipient: str, channel: str, revision: int, domain: str
    ) -> Delivery:
        """Take the key of a delivery, or find who took it; dead senders become `unknown`."""
        key = {
            "report": report,
            "period": period,
            "recipient": recipient,
            "channel": channel,
            "revision": revision,
        }
        now = _now()
        message_id = _message_id(key, domain)
        values = key | {"state": "planned", "message_id": message_id}
        try:
            with self._engine.begin() as database:
                database.execute(
                    insert(DELIVERIES).values(**values, planned_at=now, changed_at=now)
                )
        except IntegrityError:
            self._give_up_on_dead_senders()
        with self._engine.connect() as database:
            found = database.execute(select(*SHOWN).filter_by(**key)).one()
            return Delivery(**found._mapping)

    def mark_rendered(self, delivery: Delivery) -> None:
        """Note that the message for a delivery is ready."""
        self._move(delivery, ("planned", "failed"), "rendered")

    def take(self, delivery: Delivery, numbers: str) -> bool:
        """Take a delivery for sending and freeze its numbers; False when another was faster."""
        return self._move(
            delivery,
            ("rendered",),
            "sending",
            numbers=numbers,
            attempt_count=DELIVERIES.c.attempt_count + 1,
            reason="",
        )

    def settle(self, delivery: Delivery, state: str, reason: str = "") -> None:
        """Write down how the sending that this process took has ended."""
        self._move(delivery, ("sending",), state, reason=reason)

    def find(self, delivery_ids: Iterable[int]) -> list[Delivery]:
        """Read deliveries again, in the order in which they were planned."""
        chosen = select(*SHOWN).where(DELIVERIES.c.delivery_id.in_(list(delivery_ids)))
        with self._engine.connect() as database:
            found = database.execute(chosen.order_by(DELIVERIES.c.delivery_id))
            return [Delivery(**row._mapping) for row in found]

    def newest(self, limit: int) -> list[Delivery]:
        """Return the newest deliveries, newest first, with dead senders already given up on."""
        self._give_up_on_dead_senders()
        newest = select(*SHOWN).order_by(DELIVERIES.c.delivery_id.desc()).limit(limit)
        with self._engine.connect() as database:
            return [Delivery(**row._mapping) for row in database.execute(newest)]

    def _move(self, delivery: Delivery, sources: tuple[str, ...], state: str, **values) -> bool:
        """Change state only from where it is allowed: one statement, so only one can win."""
        change = (
            update(DELIVERIES)
            .where(DELIVERIES.c.delivery_id == delivery.delivery_id)
            .where(DELIVERIES.c.state.in_(sources))
            .values(state=state, changed_at=_now(), **values)
        )
        with self._engine.begin() as database:
            return database.execute(change).rowcount == 1

    def _give_up_on_dead_senders(self) -> None:
        lost = (
            update(DELIVERIES)
            .where(DELIVERIES.c.state == "sending")
            .where(DELIVERIES.c.changed_at < _now() - SENDING_LIMIT)
            .values(state="unknown", reason="the sender died before it wrote down the outcome")
        )
        with self._engine.begin() as database:
            database.execute(lost)


def ledger_rows(limit: int = 50) -> list[tuple]:
    """Return the newest deliveries for people to read, newest first.

    Each is report, period, recipient, channel, revision, state and the reason of that state.
    """
    ledger = Ledger()
    try:
        return [
            (d.report, d.period, d.recipient, d.channel, d.revision, d.state, d.reason)
            for d in ledger.newest(limit)
        ]
    finally:
        ledger.close()


def _message_id(key: dict, domain: str) -> str:
    stem = sha256("|".join(str(value) for value in key.values()).encode()).hexdigest()[:32]
    return f"<{stem}@{domain}>"


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)

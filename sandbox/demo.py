"""The whole way of the data on a shop that does not exist, in Airflow, in a few minutes.

`run` starts an embedded PostgreSQL, a mailbox and Airflow, lets the shop's history and its last
days pass through the DAGs, says what was built and where, and stops everything. `up` leaves the
servers running with Airflow's interface; `down` stops them.
"""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from include.errors import ClienteleError
from include.refresh import WAREHOUSE_POOL
from include.settings import paths
from sandbox.postgres import fill_shop
from sandbox.progress import Progress
from sandbox.servers import is_home, make_home, start_servers, stop_servers
from sandbox.shop import FIRST_DAY, LAST_DAY, Shop, make_shop
from sandbox.shop_orders import local_midnight
from sandbox.summary import show_summary

LIVE_DAYS = 3  # the history is loaded at once, then the shop lives this many days more
OPENING, CLOSING = LAST_DAY - timedelta(days=LIVE_DAYS - 1), LAST_DAY + timedelta(days=1)
# the models answer for this day too; a quarter later the reports can say how right they were
REPLAYED = date(2025, 7, 31)
REPORTS = ("report_daily", "report_monthly")

app = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)
console = Console(highlight=False)


class Demo:
    """The shop's servers and Airflow, and the steps that lead its data through them."""

    def __init__(self, home: Path, shop: Shop) -> None:
        self._shop = shop
        with console.status("starting PostgreSQL, the mailbox and Airflow"):
            self._database, self.airflow, self._api = start_servers(home)
            self._api.wait_for_dags({"extract_shop", "extract_plans", "refresh", *REPORTS})
            self._api.make_pool(WAREHOUSE_POOL)
        self._progress = Progress(console, self.airflow, self._api)

    def load_history(self) -> None:
        """Extract everything before the last days in one run, and the plans."""
        fill_shop(self._database, self._shop, local_midnight(OPENING))
        start = FIRST_DAY.isoformat()
        self._api.trigger("extract_shop", start=start, end=OPENING.isoformat())
        self._api.trigger("extract_plans", start=start, end=CLOSING.isoformat())
        runs = {"extract_shop": 1, "extract_plans": 1}
        self._progress.follow(f"The shop's history, {FIRST_DAY} to {OPENING}", runs)

    def fill_last_days(self) -> None:
        """Let the shop live up to the end of its last day."""
        fill_shop(self._database, self._shop, local_midnight(CLOSING))

    def load_last_days(self) -> None:
        """Bring in what has changed since: by Airflow's backfill, and the last day by its own run.

        Only the latter looks for deleted rows: a backfill reads the past, not what is gone by now.
        """
        self._backfill("extract_shop", OPENING, LAST_DAY - timedelta(days=1))
        runs = {"extract_shop": LIVE_DAYS - 1}
        self._progress.follow("The days since, filled in by Airflow's backfill", runs)
        bounds = {"start": LAST_DAY.isoformat(), "end": CLOSING.isoformat()}
        self._api.trigger("extract_shop", **bounds)
        self._progress.follow(f"The last day, {LAST_DAY}", {"extract_shop": 1})

    def replay(self) -> None:
        """Rebuild the tables as of a past day, so that what the models said then can be judged."""
        self._backfill("refresh", REPLAYED, REPLAYED)
        self._progress.follow(f"The tables and models, as of {REPLAYED}", {"refresh": 1})

    def refresh(self) -> None:
        """Rebuild and publish as of the last day."""
        self._api.trigger("refresh", as_of=LAST_DAY.isoformat())
        self._progress.follow(f"The tables and models, as of {LAST_DAY}", {"refresh": 1})

    def train(self) -> None:
        """Hold every model's contest anew, as each week."""
        self._api.trigger("train", as_of=LAST_DAY.isoformat())
        self._progress.follow("The models' contests", {"train": 1})

    def report(self) -> None:
        """Send the manager the last day, and the month that ends with it."""
        for dag_id in REPORTS:
            self._api.trigger(dag_id, as_of=LAST_DAY.isoformat())
        self._progress.follow("The manager's reports", dict.fromkeys(REPORTS, 1))

    def maintain(self) -> None:
        """Prove that the landing is whole, and back up the ledger."""
        self._api.trigger("maintain", as_of=LAST_DAY.isoformat())
        self._progress.follow("The upkeep", {"maintain": 1})

    def _backfill(self, dag_id: str, first: date, last: date) -> None:
        until = local_midnight(last + timedelta(days=1)) - timedelta(seconds=1)
        self._api.backfill(dag_id, local_midnight(first), until)
        command = f"airflow backfill create --dag-id {dag_id} --from-date {first} --to-date {last}"
        console.print(f"[dim]as by: {command} --max-active-runs 1[/dim]", soft_wrap=True)


@app.command()
def run() -> None:
    """Build everything from nothing, then stop."""
    home, began = paths().home, time.monotonic()
    with _explained():
        make_home(home)
        try:
            demo = Demo(home, make_shop())
            demo.load_history()
            demo.fill_last_days()
            demo.load_last_days()
            demo.replay()
            demo.refresh()
            demo.train()
            demo.report()
            demo.maintain()
        finally:
            stop_servers(home)
        show_summary(console, home)
    console.print(f"[bold green]Green in {time.monotonic() - began:.0f} seconds.[/bold green]")


@app.command()
def up() -> None:
    """Start the servers on what is there, and leave them running."""
    home = paths().home
    with _explained():
        stop_servers(home)
        if not is_home(home):
            make_home(home)
        try:
            demo = Demo(home, make_shop())
            demo.fill_last_days()
        except BaseException:
            stop_servers(home)
            raise
    airflow = demo.airflow
    console.print(f"Airflow    {airflow.url}", "user       admin", sep="\n")
    console.print(f"password   {airflow.password}", "stop it    make down", sep="\n")


@app.command()
def down() -> None:
    """Stop the servers that `up`, or a run that was killed, left behind."""
    stop_servers(paths().home)


@contextmanager
def _explained() -> Iterator[None]:
    """Stop in order when told to, and say in plain words what went wrong."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except ClienteleError as error:
        console.print(f"[bold red]{escape(str(error))}[/bold red]", soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        console.print("[bold red]Stopped; everything that was started is stopped too.[/bold red]")
        sys.exit(130)


if __name__ == "__main__":
    app()

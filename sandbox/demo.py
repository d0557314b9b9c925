"""The whole way of the data at a company that does not exist, in Airflow, in a few minutes.

`run` starts the company's systems, a mailbox and Airflow, lets the company's history and its last
days pass through the DAGs, holds what was read against the truth, says what was built and where,
and stops everything. `up` leaves the servers running with Airflow's interface; `down` stops them.
"""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from include.company import load_company
from include.errors import ClienteleError
from include.refresh import WAREHOUSE_POOL
from include.settings import paths
from sandbox.progress import Progress
from sandbox.servers import COMPANY, is_home, make_home, start_servers, stop_servers
from sandbox.summary import show_airflow, show_places, show_summary
from sandbox.truth import hold_against_truth

# some were clients long before the first day that is told of
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2025, 10, 31)
STEP_COUNT = 8
LIVE_DAYS = 3  # the history is loaded at once, then the company lives this many days more
OPENING, CLOSING = LAST_DAY - timedelta(days=LIVE_DAYS - 1), LAST_DAY + timedelta(days=1)
# the models answer for this day too; a quarter later the reports can say how right they were
REPLAYED = date(2025, 7, 31)
MINUTES = "some eight minutes on two cores"
REPORTS = ("report_daily", "report_monthly")
ZONE = ZoneInfo("Europe/Kyiv")

app = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)
console = Console(highlight=False)


def local_midnight(day: date) -> datetime:
    """Return the moment at which a day of the company begins."""
    return datetime.combine(day, clock_time(), tzinfo=ZONE)


class Demo:
    """The company's servers and Airflow, and the steps that lead its data through them."""

    def __init__(self, home: Path) -> None:
        self._sources = list(load_company(COMPANY).enabled_sources)
        with console.status("starting the company's systems, the mailbox and Airflow"):
            self.servers = start_servers(home)
            self._api = self.servers.api
            extracts = {f"extract_{source}" for source in self._sources}
            self._api.wait_for_dags({*extracts, "refresh", *REPORTS})
            self._api.make_pool(WAREHOUSE_POOL)
        self._progress = Progress(console, self.servers.airflow, self._api, STEP_COUNT)

    def load_history(self) -> None:
        """Extract everything before the last days, each source in one run."""
        self.fill(OPENING)
        title = f"Read the history of all {len(self._sources)} sources, to {OPENING}"
        self._extract(title, FIRST_DAY, OPENING)

    def fill(self, day: date) -> None:
        """Let every system live up to the beginning of a day."""
        with console.status(f"the company lives until {day}"):
            self.servers.fill(local_midnight(day))

    def load_last_days(self) -> None:
        """Bring in what has changed since: the shop's by Airflow's backfill, then each source's.

        Only the latter looks for deleted rows: a backfill reads the past, not what is gone by now.
        """
        self.fill(CLOSING)
        self._backfill("extract_shop", OPENING, LAST_DAY - timedelta(days=1))
        runs = {"extract_shop": LIVE_DAYS - 1}
        self._progress.follow("Read the shop's days since, by Airflow's backfill", runs)
        title = f"Read what is new, changed or gone in every source, to {LAST_DAY}"
        self._extract(title, OPENING, CLOSING)

    def replay(self) -> None:
        """Rebuild the tables as of a past day, so that what the models said then can be judged."""
        self._backfill("refresh", REPLAYED, REPLAYED)
        title = f"Build all tables and predictions as of {REPLAYED}, to see what came of them"
        self._progress.follow(title, {"refresh": 1})

    def refresh(self) -> None:
        """Rebuild and publish as of the last day."""
        self._run("refresh", f"Build all tables and predictions as of {LAST_DAY}, and publish")

    def train(self) -> None:
        """Hold every model's contest anew, as each week."""
        self._run("train", "Let every model compete with its baseline anew")

    def report(self) -> None:
        """Send the manager the last day, and the month that ends with it."""
        for dag_id in REPORTS:
            self._api.trigger(dag_id, as_of=LAST_DAY.isoformat())
        title = "Send the manager the report of the day and of the month"
        self._progress.follow(title, dict.fromkeys(REPORTS, 1))

    def maintain(self) -> None:
        """Prove that the landing is whole, and back up the ledger."""
        self._run("maintain", "Prove that all that was read is whole, and back up")

    def _extract(self, title: str, first: date, after: date) -> None:
        runs = {f"extract_{source}": 1 for source in self._sources}
        for dag_id in runs:
            self._api.trigger(dag_id, start=first.isoformat(), end=after.isoformat())
        self._progress.follow(title, runs)

    def _run(self, dag_id: str, title: str) -> None:
        self._api.trigger(dag_id, as_of=LAST_DAY.isoformat())
        self._progress.follow(title, {dag_id: 1})

    def _backfill(self, dag_id: str, first: date, last: date) -> None:
        until = local_midnight(last + timedelta(days=1)) - timedelta(seconds=1)
        self._api.backfill(dag_id, local_midnight(first), until)
        span = f"--from-date {local_midnight(first).isoformat()} --to-date {until.isoformat()}"
        command = f"airflow backfill create --dag-id {dag_id} {span}"
        console.print(f"[dim]by hand: {command} --max-active-runs 1[/dim]", soft_wrap=True)


@app.command()
def run() -> None:
    """Build everything from nothing, then stop."""
    home, began = paths().home, time.monotonic()
    with _explained():
        console.print(f"Vesna, a company that does not exist, in {STEP_COUNT} steps: {MINUTES}")
        console.print(f"All of it lies below {escape(str(home))}", soft_wrap=True)
        with console.status("making the company"):
            make_home(home)
        try:
            demo = Demo(home)
            show_airflow(console, demo.servers.airflow)
            demo.load_history()
            demo.load_last_days()
            demo.replay()
            demo.refresh()
            demo.train()
            demo.report()
            demo.maintain()
        finally:
            stop_servers(home)
        hold_against_truth(console, home, local_midnight(CLOSING))
        show_summary(console, home)
    console.print(f"[bold green]Green in {time.monotonic() - began:.0f} seconds.[/bold green]")


@app.command()
def up() -> None:
    """Start the servers on what is there, say where each answers, and leave them running."""
    home = paths().home
    with _explained():
        stop_servers(home)
        if not is_home(home):
            make_home(home)
        try:
            demo = Demo(home)
            demo.fill(CLOSING)
        except BaseException:
            stop_servers(home)
            raise
    show_places(console, demo.servers)
    show_airflow(console, demo.servers.airflow)
    console.print("`make down` stops all of them")


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

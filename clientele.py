"""The command line: the same plain functions that the DAGs call, without Airflow."""

import sys
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from include.command_options import AtOnce, CompanyFile, Day, FirstDay, Generation, LastDay, Send
from include.company import Company, load_company
from include.console import counted, progress_bar
from include.errors import ClienteleError, Note
from include.local_days import day_bounds, days_of_range, month_ends, yesterday
from include.settings import quiet_libraries

app = typer.Typer(
    help="Clientele: an analytical CRM as a data pipeline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
console = Console()
errors = Console(stderr=True)


@app.command()
def check(company: CompanyFile = None) -> None:
    """Say what is wrong with company.yml and its connections, before anything runs."""
    from include.sources.checks.sources import check_sources

    loaded = load_company(company)
    with errors.status("…") as status:
        found = check_sources(loaded, lambda name: status.update(f"asking {escape(name)}"))
    for each in found:
        mark = "[yellow]![/]" if isinstance(each, Note) else "[red]✗[/]"
        errors.print(f"{mark} {escape(str(each))}")
    if not all(isinstance(each, Note) for each in found):
        raise typer.Exit(1)
    streams = sum(len(source.streams) for source in loaded.enabled_sources.values())
    console.print(
        f"[green]✓[/] {escape(loaded.name)}: "
        f"{counted(len(loaded.enabled_sources), 'source')} and {counted(streams, 'stream')} "
        f"can be read, every mapping fits"
    )


@app.command()
def run(
    first: FirstDay,
    last: LastDay,
    company: CompanyFile = None,
    send: Send = False,
    at_once: AtOnce = False,
) -> None:
    """Do the whole job for a range of days: extract each day, refresh, write the reports."""
    loaded = load_company(company)
    days = days_of_range(first.date(), last.date())
    for name in loaded.enabled_sources:
        _extract_days(loaded, name, days, at_once)
    _refresh(loaded, days[-1])
    _report(loaded, "daily", days[-1], send)
    _report(loaded, "monthly", days[-1], send)


@app.command()
def extract(
    source: Annotated[str, typer.Argument(help="A source of company.yml")],
    first: FirstDay,
    last: LastDay,
    company: CompanyFile = None,
    at_once: AtOnce = False,
) -> None:
    """Land what a source holds for each day of a range."""
    _extract_days(load_company(company), source, days_of_range(first.date(), last.date()), at_once)


@app.command()
def refresh(as_of: Day = None, company: CompanyFile = None) -> None:
    """Rebuild every table from landing as of a day's end, audit them, and publish them."""
    loaded = load_company(company)
    day = as_of.date() if as_of else yesterday(loaded)
    _refresh(loaded, days_of_range(day, day)[-1])


@app.command()
def replay(first: FirstDay, last: LastDay, company: CompanyFile = None) -> None:
    """Let the models answer as of each past month's end, to compare it with what happened."""
    from include.refresh import replay

    loaded = load_company(company)
    days = month_ends(first.date(), last.date())
    with progress_bar(console, "replay", len(days)) as advance:
        replay(loaded, days, lambda day: advance(f"as of {day}"))
    console.print(
        f"[green]✓[/] the models answered as of {counted(len(days), 'past day')}; "
        "the next refresh compares them with what happened"
    )


@app.command()
def report(
    kind: Annotated[str, typer.Argument(help="daily or monthly")],
    period: Day = None,
    company: CompanyFile = None,
    send: Send = False,
    revision: Annotated[int, typer.Option(min=1, help="Send anew, as a correction: 2, 3, …")] = 1,
) -> None:
    """Write a report of a published day, or of the month that holds it, to files."""
    loaded = load_company(company)
    day = period.date() if period else yesterday(loaded)
    if kind not in ("daily", "monthly"):
        raise ClienteleError(f"there is no report '{kind}'", remedy="Write daily or monthly")
    _report(loaded, kind, day, send, revision)


@app.command()
def publish(generation: Generation = None) -> None:
    """List the kept generations, or publish one of them again."""
    from include.publish import generations, restore

    if generation:
        console.print(f"[green]✓[/] {generation} is published: {restore(generation)}")
        return
    for name in generations():
        console.print(name)


@app.command()
def deliveries() -> None:
    """List what was sent to whom, and what needs a person's eye."""
    from include.delivery.ledger import ledger_rows

    table = Table("report", "period", "recipient", "channel", "revision", "state", "detail")
    for row in ledger_rows():
        table.add_row(*(escape(str(value)) for value in row))
    console.print(table)


def main() -> None:
    """Run the command line; what a person can mend is told without a traceback."""
    quiet_libraries()
    try:
        app()
    except (ClienteleError, OSError, OverflowError) as error:
        errors.print(f"[red]error:[/] {escape(str(error))}")
        sys.exit(1)


def _extract_days(company: Company, source: str, days: list[date], at_once: bool) -> None:
    from include.landing.quarantine import why_in_quarantine
    from include.sources.extract import extract_each

    bounds = [day_bounds(company, day) for day in days]
    bounds = [(bounds[0][0], bounds[-1][1])] if at_once else bounds
    batches = []
    with progress_bar(console, f"extract {source}", len(bounds)) as advance:
        for landed in extract_each(company, source, bounds, run_id=f"cli-{days[0]}-{days[-1]}"):
            batches += landed
            advance(counted(sum(batch.rows_landed for batch in batches), "row"))
    rows = counted(sum(batch.rows_landed for batch in batches), "row")
    why = why_in_quarantine(batches)
    mark = "[yellow]![/]" if why else "[green]✓[/]"
    said = f"{source}: {rows} landed over {counted(len(days), 'day')}{why}"
    console.print(f"{mark} {escape(said)}", soft_wrap=True)


def _refresh(company: Company, as_of: date) -> None:
    from include.refresh import STEPS, refresh

    with progress_bar(console, f"refresh as of {as_of}", len(STEPS) + 1) as advance:
        steps: list[str] = []

        def begin(step: str) -> None:
            if steps:
                advance(step)
            steps.append(step)

        file = refresh(company, as_of, begin)
        advance("done")
    console.print(f"[green]✓[/] published {file}")


def _report(company: Company, kind: str, day: date, send: bool, revision: int = 1) -> None:
    from include.report import make_report

    folder = make_report(kind, day, company, send=send, revision=revision)
    sent = ", sent" if send else ""
    console.print(f"[green]✓[/] {kind} report{sent}: {folder / 'report.html'}")


if __name__ == "__main__":
    main()

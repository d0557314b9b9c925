"""Says what the demo built, where it lies, and what runs where."""

import json
from email import policy
from email.parser import BytesParser
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from include.settings import Paths
from include.warehouse import open_published
from sandbox.servers import INBOX, Servers
from sandbox.standalone import Standalone


def show_summary(console: Console, home: Path) -> None:
    """Print the published tables, the mails and every place worth opening."""
    places = Paths(home)
    console.print(_tables(places))
    console.print(_mails(home / "mailbox"))
    console.print("What to look at next")
    for name, place in (
        *((f"{file.parts[-3]} report", file) for file in _reports(places.reports)),
        ("mails as sent", home / "mailbox"),
        ("tables", places.published_file),
        ("checks at the door", _data_docs(places.data_docs)),
        ("rows kept out", places.landing / "*/*/*.quarantine.parquet"),
    ):
        console.print(f"  {name:<18} {escape(str(place))}", soft_wrap=True)
    console.print(f"  {'what a table is':<18} docs/tables.md; every column: `make docs`")
    console.print(f"  {'Airflow, systems':<18} `make up` starts them again on what was built here")


def show_places(console: Console, servers: Servers) -> None:
    """Print where every system of the company answers."""
    places = {name: _address(json.loads(said)) for name, said in servers.connections.items()}
    console.print("What runs where")
    for name, place in {**places, "files": servers.home / INBOX}.items():
        console.print(f"  {name:<18} {escape(str(place))}", soft_wrap=True)


def show_airflow(console: Console, airflow: Standalone) -> None:
    """Print how a person looks into Airflow while it runs."""
    line = f"Airflow works at {airflow.url} (user admin, password {airflow.password})"
    console.print(escape(line), soft_wrap=True)


def _address(known: dict[str, str]) -> str:
    """Return the URL of a connection, without its password."""
    kind = known["conn_type"]
    if kind == "postgres":
        return f"postgresql://{known['login']}@/{known['schema']}?host={known['host']}"
    scheme = kind if kind in ("imap", "smtp") else "http"
    return f"{scheme}://{known['host']}:{known['port']}"


def _reports(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*/report.html"))


def _tables(places: Paths) -> Table:
    table = Table("published table", "rows", title="What was built", title_justify="left")
    with open_published(places.published_file) as database:
        names = database.execute(
            "select table_schema, table_name from information_schema.tables order by all"
        ).fetchall()
        for schema, name in names:
            (count,) = database.execute(f'select count(*) from "{schema}"."{name}"').fetchone()
            table.add_row(f"{schema}.{name}", f"{count:,}")
    table.columns[1].justify = "right"
    return table


def _mails(folder: Path) -> Table:
    table = Table("to", "subject", title="What lies in the mailbox", title_justify="left")
    for file in sorted(folder.glob("*.eml")):
        mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        table.add_row(escape(str(mail["To"])), escape(str(mail["Subject"])))
    return table


def _data_docs(project: Path) -> Path:
    return next(project.rglob("data_docs/**/index.html"), project)

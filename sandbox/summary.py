"""Says what the demo built, and where."""

from email import policy
from email.parser import BytesParser
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from include.settings import Paths
from include.warehouse import open_published


def show_summary(console: Console, home: Path) -> None:
    """Print the published tables, the mails and every place worth opening."""
    places = Paths(home)
    console.print(_tables(places))
    console.print(_mails(home / "mailbox"))
    for name, place in (
        ("published file", places.published_file),
        ("reports", places.reports),
        ("mails", home / "mailbox"),
        ("Data Docs", _data_docs(places.data_docs)),
        ("quarantine", places.landing),
    ):
        console.print(f"{name:<15} {escape(str(place))}", soft_wrap=True)
    console.print(f"{'Airflow':<15} `make up` opens its interface on what was built here")


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

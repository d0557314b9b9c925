"""Write the files that people and banks drop into folders, as they stood at a moment.

Each query in `tables/` gives the lines of one kind of file as of `getvariable('moment')`; its
column `_month` says in which month's file a line stands; empty: there is one file.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from include.warehouse import connect, literal
from sandbox.world import World
from sandbox.world.columns import SCHEMAS
from sandbox.world.frame import show

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Drop:
    """A kind of file: where it lies, and how it is written."""

    path: str
    encoding: str = "utf-8"
    delimiter: str = ","


DROPS = {
    "acquirer": Drop("acquirer/card_payments_{month}.csv"),
    "bank": Drop("bank/statement_{month}.csv", "windows-1251", ";"),
    "invoices": Drop("accounting/invoices_{month}.csv", "windows-1251", ";"),
    "ad_costs": Drop("marketing/ad_costs_{month}.csv"),
    "surveys": Drop("surveys/answers_{month}.csv"),
    "plans": Drop("plans/plans.xlsx"),
    "schedules": Drop("staff/schedule_{month}.xlsx"),
    "absences": Drop("staff/absences.xlsx"),
    "documents": Drop("documents/register.xlsx"),
}


def fill(folder: Path, world: World, moment: datetime) -> None:
    """Write every file below `folder` as it stood at `moment`, naive UTC."""
    session = connect(extensions=("excel",))
    try:
        show(session, world.folder, list(SCHEMAS))
        session.execute(f"set variable moment = TIMESTAMP '{moment.isoformat()}'")
        for name, drop in DROPS.items():
            query = (TABLES / f"{name}.sql").read_text(encoding="utf-8")
            session.execute(f"create or replace temp table lines as {query}")
            months = session.execute("select distinct _month from lines order by all").fetchall()
            for (month,) in months:
                file = folder / drop.path.format(month=month)
                file.parent.mkdir(parents=True, exist_ok=True)
                _write(session, f"from lines where _month = {literal(month)}", file, drop)
    finally:
        session.close()


def _write(session: duckdb.DuckDBPyConnection, lines: str, file: Path, drop: Drop) -> None:
    """Write lines to a file, and give it its name when it is whole; equal files are left alone."""
    query = f"select * exclude (_month) {lines} order by all"
    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch) / file.name
        if file.suffix == ".xlsx":
            session.execute(f"copy ({query}) to {literal(str(written))} (format xlsx, header true)")
        else:
            options = f"format csv, header true, delimiter {literal(drop.delimiter)}"
            session.execute(f"copy ({query}) to {literal(str(written))} ({options})")
        content = written.read_bytes()
    if drop.encoding != "utf-8":
        content = content.decode("utf-8").encode(drop.encoding, errors="replace")
    if not file.exists() or file.read_bytes() != content:
        hidden = file.with_name(f".{file.name}")
        hidden.write_bytes(content)
        hidden.replace(file)

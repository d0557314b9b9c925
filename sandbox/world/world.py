"""Make the company and open what was made.

"Vesna" sells goods for the home in Ukraine (zone Europe/Kyiv, currency UAH): to persons (unit
`retail`) and to firms (unit `wholesale`). Every `_at` is naive UTC; money is DECIMAL(14, 2). A row
holds the moments of its whole life, those after the history's end too, so that the company as of a
moment is a `where`. A late order was made at `created_at` but is in the system from `entered_at`.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb

from include.warehouse import connect
from sandbox.world.columns import SCHEMAS
from sandbox.world.contact.talk import write_talk
from sandbox.world.frame import SIZES, Frame, show
from sandbox.world.people.channels import write_channels
from sandbox.world.people.clients import write_clients
from sandbox.world.people.staff import write_staff
from sandbox.world.planning.plans import write_plans
from sandbox.world.trade.goods import write_goods
from sandbox.world.trade.sales import write_sales
from sandbox.world.trade.stock import write_stock

SizeName = Literal["XS", "S", "M", "L"]
STEPS = (
    write_staff,
    write_channels,
    write_goods,
    write_clients,
    write_sales,
    write_stock,
    write_plans,
    write_talk,
)


@dataclass(frozen=True)
class World:
    """A company that was made: its folder, and the first and last day of its history."""

    folder: Path
    size: SizeName
    seed: int

    @property
    def first_day(self) -> date:
        """First day of the history."""
        return SIZES[self.size].first_day

    @property
    def last_day(self) -> date:
        """Last day of the history."""
        return SIZES[self.size].last_day

    def open(self) -> duckdb.DuckDBPyConnection:
        """Open a session in memory with a view per table; the truth is in schema `truth`.

        The caller closes it, best by `with world.open() as session`.
        """
        session = connect()
        show(session, self.folder, list(SCHEMAS))
        return session


def make_world(folder: Path, size: SizeName = "S", seed: int = 7) -> World:
    """Make the company in `folder`; equal size and seed give equal rows in equal order."""
    frame = Frame(folder, SIZES[size], seed)
    with frame.session:
        _fill(frame)
    (folder / "world.json").write_text(json.dumps({"size": size, "seed": seed}) + "\n")
    return World(folder, size, seed)


def _fill(frame: Frame) -> None:
    for step in STEPS:
        step(frame)
    kinds = zip(*frame.planted, strict=True) if frame.planted else ([], [], [], [])
    frame.write("truth/planted", dict(zip(SCHEMAS["truth/planted"].names, kinds, strict=True)))


def open_world(folder: Path) -> World:
    """Return the company that was made in `folder`."""
    return World(folder, **json.loads((folder / "world.json").read_text()))

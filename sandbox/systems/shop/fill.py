"""The shop's database as of a moment: its tables, by the queries in `tables/`."""

from datetime import datetime
from pathlib import Path

import psycopg

from sandbox.systems.database import fill_database
from sandbox.world import World


def fill(database: psycopg.Connection, world: World, moment: datetime) -> None:
    """Bring the shop's database to what it held at `moment`, naive UTC."""
    fill_database(database, Path(__file__).parent, world, moment)

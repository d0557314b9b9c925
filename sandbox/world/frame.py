"""The frame in which the company's tables are made: seeds, blocks of clients, readers and writers.

A table is written by whoever makes it, once, whole or block by block; what is written can be read
by those who come later. Everything random comes from `Frame.rng`, whose stream depends only on
the seed, the table and the block, so that a table does not change when another one does.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from include.warehouse import connect, literal, quoted
from sandbox.world.columns import SCHEMAS
from sandbox.world.tables import Columns, TableWriter

CLIENTS_IN_A_BLOCK = 20_000
ROWS_READ = 250_000
MEMORY, SPILL = "2GB", ".spill"


@dataclass(frozen=True)
class Size:
    """How large a company is; `scale` is the number of its teams."""

    client_count: int
    product_count: int
    scale: int
    wholesale_share: float = 0.14
    first_day: date = date(2024, 5, 1)
    last_day: date = date(2025, 10, 31)

    @property
    def day_count(self) -> int:
        """Number of days of the history, both ends included."""
        return (self.last_day - self.first_day).days + 1

    @property
    def month_count(self) -> int:
        """Number of months of the history, which begins and ends with whole ones."""
        years = self.last_day.year - self.first_day.year
        return 12 * years + self.last_day.month - self.first_day.month + 1


SIZES = {
    "XS": Size(150, 40, 1, wholesale_share=0.3, first_day=date(2025, 7, 1)),
    "S": Size(2_000, 150, 1),
    "M": Size(100_000, 600, 6),
    "L": Size(1_000_000, 2_000, 30),
}


@dataclass(frozen=True)
class Block:
    """The clients `first_id` … `last_id`, whose rows are made together."""

    number: int
    first_id: int
    last_id: int


@dataclass(frozen=True)
class Frame:
    """One making of the company: where to, how large, from which seed.

    `session` holds a view per table written so far (the truth in schema `truth`).
    """

    folder: Path
    size: Size
    seed: int
    written: list[str] = field(default_factory=list)
    planted: list[tuple[str, str, str, str]] = field(default_factory=list)
    labelled: list[Columns] = field(default_factory=list)
    session: duckdb.DuckDBPyConnection = field(default_factory=connect, repr=False)

    def __post_init__(self) -> None:
        (self.folder / "truth").mkdir(parents=True, exist_ok=True)
        self.session.execute(f"set memory_limit = '{MEMORY}'")
        self.session.execute(f"set temp_directory = {literal(str(self.folder / SPILL))}")
        self.session.execute("set enable_external_file_cache = false")

    def rng(self, table: str, block: int = 0) -> np.random.Generator:
        """Return the random stream of one table and block, equal for equal seeds."""
        return np.random.default_rng([self.seed, crc32(table.encode()), block])

    def blocks(self) -> Iterator[Block]:
        """Yield the clients in blocks of ids: what bounds the memory of a table made by client."""
        starts = range(1, self.size.client_count + 1, CLIENTS_IN_A_BLOCK)
        for number, first in enumerate(starts):
            last = min(first + CLIENTS_IN_A_BLOCK - 1, self.size.client_count)
            yield Block(number, first, last)

    @contextmanager
    def writer(self, table: str) -> Iterator[TableWriter]:
        """Open a table for writing in parts; truth tables are named `truth/<table>`."""
        writer = TableWriter(self.folder / f"{table}.parquet", SCHEMAS[table])
        try:
            yield writer
        finally:
            writer.close()
        self.written.append(table)
        show(self.session, self.folder, [table])

    def write(self, table: str, columns: Columns) -> None:
        """Write a whole table at once."""
        with self.writer(table) as writer:
            writer.write(columns)

    def plant(self, kind: str, table: str, row_ids: Iterable[Any], note: str) -> None:
        """Remember rows that were made odd on purpose: they become `truth.planted`."""
        self.planted.extend((kind, table, str(row_id), note) for row_id in row_ids)

    def read(self, sql: str, parameters: list[Any] | None = None) -> dict[str, np.ndarray]:
        """Return a query's columns over the tables written so far; masked where null.

        Order by a key: DuckDB promises no order of its own.
        """
        return self.session.execute(sql, parameters or []).fetchnumpy()

    def write_query(self, table: str, sql: str, **given: Columns) -> None:
        """Write what a query over the tables says; `given` are more tables, by name.

        The query orders its rows by a key and holds every column of the table, in any order.
        """
        names = ", ".join(quoted(name) for name in SCHEMAS[table].names)
        for name, columns in given.items():
            self.session.register(name, pd.DataFrame(dict(columns)))
        reader = self.session.execute(f"select {names} from ({sql})").to_arrow_reader(ROWS_READ)
        with self.writer(table) as writer:
            for batch in reader:
                writer.append(pa.Table.from_batches([batch]))

    @property
    def first_month(self) -> np.datetime64:
        """First month of the history."""
        return np.datetime64(self.size.first_day, "M")

    @property
    def start(self) -> datetime:
        """Midnight of the first day, local wall clock."""
        return datetime.combine(self.size.first_day, datetime.min.time())


def show(session: duckdb.DuckDBPyConnection, folder: Path, tables: list[str]) -> None:
    """Make a view of each table's file; the truth goes to schema `truth`."""
    session.execute("create schema if not exists truth")
    for table in tables:
        file = literal(str(folder / f"{table}.parquet"))
        name = quoted(table.replace("/", "."))
        session.execute(f"create view {name} as select * from read_parquet({file})")

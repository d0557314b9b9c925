"""The writer of one table's file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sandbox.world.values import as_column

Columns = Mapping[str, Any]
ROWS_IN_A_GROUP = 250_000


class TableWriter:
    """Writes one table, a part at a time, and hands out its ids."""

    def __init__(self, file: Path, schema: pa.Schema) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.schema = schema
        self.row_count = 0
        self._next_id = 1
        self._parquet = pq.ParquetWriter(file, schema, compression="zstd", compression_level=1)

    def take_ids(self, count: int) -> np.ndarray:
        """Return the next `count` ids of this table, from 1 on, no gaps between parts."""
        self._next_id += count
        return np.arange(self._next_id - count, self._next_id)

    def write(self, columns: Columns) -> None:
        """Append rows; `columns` holds every column of the table, in any order.

        numpy or Arrow arrays or lists. Money is whole kopecks (int64); a missing value is NaT, NaN
        in a column of floats, or masked (`values.nullable`).
        """
        arrays = [as_column(columns[name], kind) for name, kind in _fields(self.schema)]
        self.append(pa.Table.from_arrays(arrays, schema=self.schema))

    def append(self, table: pa.Table) -> None:
        """Append rows that are in Arrow already, in the order of the table's columns."""
        table = table.cast(self.schema)
        self.row_count += table.num_rows
        self._parquet.write_table(table, row_group_size=ROWS_IN_A_GROUP)

    def close(self) -> None:
        """Finish the file."""
        self._parquet.close()


def _fields(schema: pa.Schema) -> Iterator[tuple[str, pa.DataType]]:
    return ((one.name, one.type) for one in schema)

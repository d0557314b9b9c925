"""Sheets of a workbook, read as they are: with a heading above, blank rows and mixed columns."""

from pathlib import Path
from zipfile import is_zipfile

import duckdb

from include.errors import ClienteleError
from include.sources.mapping import describe, quoted_name
from include.sources.streams import FilesStream
from include.warehouse import literal


def sheet_of(
    stream: FilesStream, file: Path, database: duckdb.DuckDBPyConnection, place: str
) -> str:
    """Return a relation of a sheet with its own cell types, or of text when a column mixes them."""
    # DuckDB waits for ever for the end of some that broke off, and takes others for whole
    if not is_zipfile(file):
        raise _unreadable("it is no workbook, or broke off", place, file)
    name = literal(str(file))
    sheet = f", sheet = {literal(stream.sheet)}" if stream.sheet else ""
    try:
        cells = _cells(stream, name, sheet, database) if stream.skip_rows else ""
        options = f"header = true, stop_at_empty = false{sheet}{cells}"
        database.execute(f"select count(columns(*)) from read_xlsx({name}, {options})").fetchone()
    except duckdb.ConversionException:
        return _filled(f"read_xlsx({name}, {options}, all_varchar = true)", database)
    except duckdb.Error as error:
        raise _unreadable(str(error).splitlines()[0], place, file) from error
    return _filled(f"read_xlsx({name}, {options})", database)


def _unreadable(reason: str, place: str, file: Path) -> ClienteleError:
    return ClienteleError(
        f"the sheet cannot be read: {reason}",
        where=f"{place}: {file}",
        remedy="Save the file as XLSX again, and check `sheet` and `skip_rows`",
    )


def _filled(sheet: str, database: duckdb.DuckDBPyConnection) -> str:
    """Leave out the rows of a sheet in which every cell is empty."""
    columns = describe(database, f"from {sheet}")
    filled = " or ".join(f"{quoted_name(name)} is not null" for name in columns)
    return f"(from {sheet} where {filled})"


def _cells(stream: FilesStream, name: str, sheet: str, database: duckdb.DuckDBPyConnection) -> str:
    """Return the range below the skipped rows, as wide as its first row is filled."""
    top = stream.skip_rows + 1
    heading = database.execute(
        f"from read_xlsx({name}, header = false, all_varchar = true{sheet}, "
        f"range = 'A{top}:ZZ{top}')"
    ).fetchone()
    width = max((n for n, cell in enumerate(heading or (), start=1) if cell), default=1)
    high, low = divmod(width - 1, 26)
    column = (chr(64 + high) if high else "") + chr(65 + low)
    return f", range = 'A{top}:{column}1048576'"

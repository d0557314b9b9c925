"""What fails leaves the rest alone: each failure is kept, and all are told at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from include.errors import ClienteleError
from include.landing.draft import Reading
from include.sources.reading import OpenSource


@contextmanager
def collected(
    failures: list[ClienteleError], opened: OpenSource, reading: Reading
) -> Iterator[None]:
    """Keep what a reading raises, and leave the session fit for the next."""
    place = f"source {reading.source}, stream {reading.stream_name}"
    place += f", file {reading.part}" if reading.part else ""
    what = "file" if reading.part else "stream"
    try:
        yield
    except ClienteleError as error:
        failures.append(_with_its_file(error.at(error.where or place), reading.part))
    except OSError as error:
        failures.append(
            ClienteleError(
                f"the {what} cannot be read or kept: {error.strerror or type(error).__name__}",
                where=place,
                remedy="See whether the disk is full, and whether files may be read and written",
            )
        )
    except duckdb.Error as error:
        _start_anew(opened.database)
        failures.append(
            ClienteleError(
                f"the {what} cannot be read: {opened.explain(error).splitlines()[0]}",
                where=place,
                remedy="Check that the table or file is there, its columns, and the right to read",
            )
        )


def _with_its_file(error: ClienteleError, part: str) -> ClienteleError:
    is_told = not part or part in str(error)
    return error if is_told else error.at(f"{error.where}, file {part}")


def _start_anew(database: duckdb.DuckDBPyConnection) -> None:
    """Leave a transaction that an error has spoilt, so that the other streams can be read."""
    try:
        database.rollback()
    except duckdb.TransactionException:
        return
    database.begin()


def raise_together(failures: list[ClienteleError]) -> None:
    """Raise the failures as one error; do nothing when there are none."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise ClienteleError(
            f"{len(failures)} readings failed:\n  " + "\n  ".join(map(str, failures)),
            remedy="Whatever else there was has landed",
        )

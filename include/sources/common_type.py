"""One type for a column that several relations hold, each in a type of its own."""

from collections.abc import Mapping

import duckdb

from include.sources.mapping import describe


def common_type(database: duckdb.DuckDBPyConnection, column: str, kinds: Mapping[str, str]) -> str:
    """Return the type that holds a quoted column of all relations, given its type in each.

    Text where one is text, where a time with a zone meets one without, or where a float would
    round a whole number: above 2^53 it may become its neighbour.
    """
    different = list(dict.fromkeys(kinds.values()))
    if len(different) == 1:
        return different[0]
    if "TIMESTAMP WITH TIME ZONE" in different:
        return "VARCHAR"
    nulls = " union all ".join(f"select cast(null as {kind}) as x" for kind in different)
    common = describe(database, nulls)["x"]
    if common in ("DOUBLE", "FLOAT"):
        for relation, kind in kinds.items():
            back = f"try_cast(cast({column} as {common}) as {kind})"
            query = f"select bool_or({back} is distinct from {column}) from {relation}"
            if kind != common and database.execute(query).fetchone()[0]:
                return "VARCHAR"
    return common

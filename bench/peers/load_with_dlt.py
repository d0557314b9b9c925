"""Load a table of PostgreSQL into Parquet files with dlt and connectorx, in an environment apart.

`python load_with_dlt.py socket-folder user database folder` prints the seconds without imports, and
the peak of memory, as JSON.
"""

import json
import os
import resource
import sys
import time
from urllib.parse import quote


def main(host: str, user: str, database: str, folder: str) -> None:
    """Run one pipeline with a single table, into `folder`."""
    os.environ |= {"DLT_DATA_DIR": f"{folder}/dlt", "RUNTIME__DLTHUB_TELEMETRY": "false"}
    import connectorx  # noqa: F401  (dlt imports it on first use; not on the clock)
    import dlt
    from dlt.sources.sql_database import sql_table

    began = time.perf_counter()
    table = sql_table(
        credentials=f"postgresql+psycopg2://{user}@/{database}?host={host}",
        table="order_items",
        schema="public",
        backend="connectorx",
        backend_kwargs={"conn": f"postgresql://{user}@{quote(host, safe='')}/{database}"},
    )
    files = dlt.destinations.filesystem(f"{folder}/out")
    pipeline = dlt.pipeline("bench", destination=files, pipelines_dir=f"{folder}/pipelines")
    pipeline.run(table, loader_file_format="parquet", write_disposition="replace")
    seconds = time.perf_counter() - began
    unit = 1 if sys.platform == "darwin" else 1024
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024**2
    sys.stdout.write("\n" + json.dumps({"seconds": seconds, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main(*sys.argv[1:])

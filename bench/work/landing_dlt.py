"""Loading a table of PostgreSQL the way of dlt with connectorx."""

import json
import subprocess
from typing import Any

from bench.work.peers import PEERS
from include.settings import paths


def load(python: str, connection: str) -> dict[str, Any]:
    """Load the whole table into Parquet files, in the environment whose Python is given."""
    at = json.loads(connection)
    script = str(PEERS / "load_with_dlt.py")
    call = [python, script, at["host"], at["login"], at["schema"], str(paths().home)]
    told = subprocess.run(call, capture_output=True, check=True, text=True).stdout
    return json.loads(told.splitlines()[-1])

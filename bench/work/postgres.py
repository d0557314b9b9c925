"""The database server that cases read from; it runs on between their processes."""

from include.settings import paths
from sandbox.postgres import connection_json, start_postgres, stop_postgres

FOLDER = "postgres"


def start() -> dict[str, str]:
    """Start a server below the home; return its address as an Airflow connection and as a URI."""
    server = start_postgres(paths().home / FOLDER)
    return {"connection": connection_json(server), "uri": server.get_uri()}


def stop() -> None:
    """Stop the server of the home."""
    stop_postgres(paths().home / FOLDER)

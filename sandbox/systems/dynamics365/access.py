"""How the emulator is reached: the connection that Airflow would hold."""

import json

from sandbox.systems.dynamics365.state import CLIENT_ID, CLIENT_SECRET, TENANT


def connection_json(host: str, port: int, secret: str = CLIENT_SECRET) -> str:
    """Return the connection to an emulator on loopback, which signs its readers in itself."""
    return json.dumps(
        {
            "conn_type": "dynamics365",
            "host": host,
            "port": port,
            "login": CLIENT_ID,
            "password": secret,
            "extra": {
                "scheme": "http",
                "tenant": TENANT,
                "authority": f"http://{host}:{port}",
            },
        }
    )

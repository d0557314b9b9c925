"""How the process of the emulated systems is asked: for their addresses, and to fill them."""

from datetime import datetime

import httpx

from sandbox.systems.serving import HOST

PATIENCE_SECONDS = 300.0


def connections(port: int) -> dict[str, str]:
    """Return the Airflow connection of every running system, as JSON, by its name."""
    return httpx.get(f"http://{HOST}:{port}/connections").raise_for_status().json()


def fill(port: int, moment: datetime) -> None:
    """Bring every running system to what it held at `moment`, naive UTC."""
    url = f"http://{HOST}:{port}/fill/{moment.isoformat()}"
    httpx.post(url, timeout=PATIENCE_SECONDS).raise_for_status()

"""What the demo says of what runs: every system, where it answers, and no password."""

import io
import json

from rich.console import Console

from sandbox.servers import Servers
from sandbox.summary import show_places

CONNECTIONS = {
    "shop_db": {"conn_type": "postgres", "host": "/run/db", "login": "reader", "schema": "shop"},
    "mailbox": {"conn_type": "imap", "host": "127.0.0.1", "port": 143, "password": "canary"},
    "crm": {"conn_type": "dynamics365", "host": "127.0.0.1", "port": 80, "password": "canary"},
}


def test_every_system_is_told_with_its_address_and_no_password(tmp_path):
    told = io.StringIO()
    connections = {name: json.dumps(known) for name, known in CONNECTIONS.items()}

    show_places(Console(file=told, width=200), Servers(tmp_path, connections, *[None] * 4))

    assert [tuple(line.split()) for line in told.getvalue().splitlines()[1:]] == [
        ("shop_db", "postgresql://reader@/shop?host=/run/db"),
        ("mailbox", "imap://127.0.0.1:143"),
        ("crm", "http://127.0.0.1:80"),
        ("files", str(tmp_path / "inbox")),
    ]

"""Speaks to one account: with its key, and patiently."""

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from include.errors import READS_AGAIN, ClienteleError
from include.settings import Connection
from include.sources.connector import Access
from include.sources.systems.mailchimp.refusals import Patience
from include.sources.web.address import WebAddress
from include.sources.web.answers import Answer
from include.sources.web.client import WebClient

Row = dict[str, Any]


class Account:
    """One account; whatever it answers is an object."""

    def __init__(self, access: Access) -> None:
        key = access.connection.password
        user = base64.b64encode(f"clientele:{key}".encode()).decode()
        self.page_size = access.options.page_size
        self.place = f"source {access.source}, connection '{access.connection.conn_id}'"
        self.client = WebClient(
            _address(access),
            place=self.place,
            clock=access.clock,
            judge=Patience(access.source).judge,
            progress=access.progress,
            headers=lambda: {"authorization": f"Basic {user}"},
        )

    def get(self, path: str, **params: Any) -> Row:
        """Return what an address answers; what is not there raises `ClienteleError`."""
        found = self.find(path, **params)
        if found is None:
            raise ClienteleError(
                f"Mailchimp has no {path}",
                where=self.place,
                remedy="Check `options.audiences`: an audience may have been deleted",
            )
        return found

    def find(self, path: str, **params: Any) -> Row | None:
        """Return what an address answers, None when nothing is there."""
        known = {name: value for name, value in params.items() if value is not None}
        answer = self.client.call("GET", f"3.0{path}", params=known)
        return None if answer.status == 404 else self._object(answer)

    def post(self, path: str, content: Row) -> Row:
        """Post content and return what is answered."""
        return self._object(self.client.call("POST", f"3.0{path}", json=content))

    def rows(self, body: Row, name: str) -> list[Row]:
        """Return the rows of a page."""
        rows = body.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ClienteleError(
                f"Mailchimp's answer holds no {name}", where=self.place, remedy=READS_AGAIN
            )
        return rows

    def _object(self, answer: Answer) -> Row:
        if not isinstance(answer.body, dict):
            raise ClienteleError(
                "Mailchimp's answer is no object", where=self.place, remedy=READS_AGAIN
            )
        return answer.body


def is_id(value: object) -> bool:
    """Say whether a value can stand in an address as the id of something."""
    return isinstance(value, str) and re.fullmatch(r"[\w-]+", value) is not None


def read_moment(text: object) -> datetime:
    """Return a moment as naive UTC; raises when the text tells none."""
    moment = datetime.fromisoformat(str(text))
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def moment_of(text: object) -> datetime | None:
    """Return a moment as naive UTC, None when the text tells none."""
    try:
        return read_moment(text)
    except (ValueError, OverflowError):
        return None


def spelt(moment: datetime) -> str:
    """Spell a naive UTC moment as Mailchimp does."""
    return f"{moment.isoformat(timespec='seconds')}+00:00"


def _address(access: Access) -> WebAddress:
    """Return where the account lies: the connection's host, or the data centre the key names."""
    connection: Connection = access.connection
    ending = re.search(r"-([a-z]+\d+)$", connection.password)
    if not connection.host and not ending:
        raise ClienteleError(
            "the API key does not say where the account lies",
            where=f"connection '{connection.conn_id}'",
            remedy="Write the key whole, with its ending such as -us14, as the password",
        )
    host = connection.host or f"{ending[1]}.api.mailchimp.com"
    return WebAddress.from_connection(
        replace(connection, host=host), extra_hosts=access.options.download_hosts
    )

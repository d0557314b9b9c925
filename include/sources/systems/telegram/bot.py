"""Speaks to one bot: its token is in the path, so no address may be seen anywhere."""

import re
from dataclasses import replace
from typing import Any

from include.errors import READS_AGAIN, ClienteleError
from include.sources.connector import Access
from include.sources.systems.telegram.refusals import NEW_TOKEN, judge, pushed_elsewhere
from include.sources.web.address import WebAddress
from include.sources.web.client import WebClient

HOST = "api.telegram.org"
KINDS = ("message", "edited_message", "business_message", "edited_business_message")


class Bot:
    """One bot, reached by its token."""

    def __init__(self, access: Access) -> None:
        connection = access.connection
        self.place = f"source {access.source}, connection '{connection.conn_id}'"
        if not re.fullmatch(r"\d+:[\w-]+", connection.password):
            raise ClienteleError("the bot's token is no token", where=self.place, remedy=NEW_TOKEN)
        self._path = f"bot{connection.password}"
        self._limit = access.options.page_size
        reached = replace(connection, host=connection.host or HOST)
        self.client = WebClient(
            WebAddress.from_connection(reached),
            place=self.place,
            clock=access.clock,
            judge=judge,
            progress=access.progress,
        )

    def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """Return waiting updates from `offset` on; Telegram forgets those before it."""
        asked = {"limit": self._limit, "timeout": 0, "allowed_updates": list(KINDS)}
        begin = {} if offset is None else {"offset": offset}
        result = self._call("getUpdates", asked | begin)
        if not isinstance(result, list) or not all(_is_update(each) for each in result):
            raise ClienteleError(
                "Telegram's answer holds no updates", where=self.place, remedy=READS_AGAIN
            )
        return result

    def probe(self) -> None:
        """Raise `ClienteleError` when the token is refused, or updates go elsewhere."""
        self._call("getMe", {})
        if self._call("getWebhookInfo", {}).get("url"):
            raise pushed_elsewhere()

    def _call(self, method: str, content: dict[str, Any]) -> Any:
        return self.client.call("POST", f"{self._path}/{method}", json=content).body["result"]


def _is_update(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("update_id"), int):
        return False
    return all(isinstance(value[kind], dict) for kind in KINDS if kind in value)

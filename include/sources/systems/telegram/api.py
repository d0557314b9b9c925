"""How the Bot API is asked: the token is in the path, so no address may be seen anywhere."""

import re
from dataclasses import replace
from typing import Any

from include.errors import ClienteleError
from include.sources.connector import Access
from include.sources.web.address import WebAddress
from include.sources.web.answers import Answer, Verdict, Wait
from include.sources.web.client import WebClient

HOST = "api.telegram.org"
KINDS = ("message", "edited_message", "business_message", "edited_business_message")
_NEW_TOKEN = "Copy the token from @BotFather (/mybots) as the connection's password"  # noqa: S105


class Bot:
    """One bot, reached by its token."""

    def __init__(self, access: Access) -> None:
        connection = access.connection
        self.place = f"source {access.source}, connection '{connection.conn_id}'"
        if not re.fullmatch(r"\d+:[\w-]+", connection.password):
            raise ClienteleError("the bot's token is no token", where=self.place, remedy=_NEW_TOKEN)
        # the library tells every address it asks, and ours hold the token
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
            raise ClienteleError("Telegram's answer holds no updates", where=self.place)
        return result

    def probe(self) -> None:
        """Raise `ClienteleError` when the token is refused, or updates go elsewhere."""
        self._call("getMe", {})
        if self._call("getWebhookInfo", {}).get("url"):
            raise _pushed_elsewhere()

    def _call(self, method: str, content: dict[str, Any]) -> Any:
        return self.client.call("POST", f"{self._path}/{method}", json=content).body["result"]


def judge(answer: Answer) -> Verdict:
    """Return what to do about an answer; Telegram says itself how long to wait."""
    body = answer.body if isinstance(answer.body, dict) else {}
    said = str(body.get("description", ""))
    if answer.status == 429:
        return Wait(_seconds(body), "too many requests")
    if 300 <= answer.status < 400:
        return ClienteleError(f"Telegram answered with status {answer.status}")
    if answer.status >= 500 or not body:
        return Wait(reason=f"status {answer.status}")
    if answer.status in (401, 404):
        return ClienteleError("Telegram does not accept the token", remedy=_NEW_TOKEN)
    if answer.status == 409:
        return _pushed_elsewhere() if "webhook" in said else _polled_by_another()
    if body.get("ok") is not True or "result" not in body:
        return ClienteleError(f"Telegram answered with status {answer.status}: {said}")
    return None


def _is_update(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("update_id"), int):
        return False
    return all(isinstance(value[kind], dict) for kind in KINDS if kind in value)


def _seconds(body: dict[str, Any]) -> float | None:
    parameters = body.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int | float) else None


def _pushed_elsewhere() -> ClienteleError:
    return ClienteleError(
        "the bot's updates are pushed to a webhook, so they cannot be fetched",
        remedy="Call deleteWebhook for this bot, or read another bot",
    )


def _polled_by_another() -> ClienteleError:
    return ClienteleError(
        "another program fetches this bot's updates; each takes messages from the other",
        remedy="Stop the other program, or give it a bot of its own",
    )

"""The Bot API on loopback: the token in the path, results in an envelope, one poller at a time."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.systems.ascii_json import AsciiJson
from sandbox.systems.faults import Faults
from sandbox.systems.serving import Served
from sandbox.systems.telegram.errors import ERROR_BODIES, PUSHED, TAKEN, Refused
from sandbox.systems.telegram.state import State

MOST_UPDATES = 100
LONGEST_TEXT = 4096


class Server:
    """One bot, served; `faults` is the app to serve.

    A poll that finds nothing waits for `timeout` seconds, as it was asked to; whoever polls
    meanwhile ends it with a conflict.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self._polls = 0
        self._methods: dict[str, Callable[[dict[str, Any]], Any]] = {
            "getMe": lambda _: self.state.bot,
            "getWebhookInfo": self._webhook_info,
            "deleteWebhook": self._delete_webhook,
            "sendMessage": self._send_message,
        }
        route = Route("/bot{token}/{method}", self._call, methods=["GET", "POST"])
        self.faults = Faults(Starlette(routes=[route]), error_bodies=ERROR_BODIES)

    def connection(self, place: Served) -> str:
        """Return the Airflow connection of a reader that has the token, as JSON."""
        return place.connection("telegram", password=self.state.token)

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            if request.path_params["token"] != self.state.token:
                raise Refused(401, "Unauthorized")
            said = await _parameters(request)
            if method == "getUpdates":
                return _result(await self._get_updates(said))
            if method not in self._methods:
                raise Refused(404, "Not Found")
            return _result(self._methods[method](said))
        except ClientDisconnect:
            return Response()
        except Refused as error:
            return AsciiJson(error.body, error.code)

    async def _get_updates(self, said: dict[str, Any]) -> list[dict[str, Any]]:
        if self.state.webhook:
            raise Refused(409, PUSHED)
        self._polls += 1
        turn = self._polls
        offset, limit = int(said.get("offset", 0)), int(said.get("limit", MOST_UPDATES))
        if not 1 <= limit <= MOST_UPDATES:
            limit = MOST_UPDATES
        kinds = said.get("allowed_updates")
        kinds = json.loads(kinds) if isinstance(kinds, str) else kinds
        loop = asyncio.get_running_loop()
        until = loop.time() + float(said.get("timeout", 0))
        found = self.state.updates(offset, limit, kinds)
        while not found and loop.time() < until:
            await asyncio.sleep(0.01)
            if self._polls != turn:
                raise Refused(409, TAKEN)
            found = self.state.updates(offset, limit, kinds)
        return found

    def _webhook_info(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.state.webhook, "pending_update_count": len(self.state.waiting)}

    def _delete_webhook(self, _: dict[str, Any]) -> bool:
        self.state.webhook = ""
        return True

    def _send_message(self, said: dict[str, Any]) -> dict[str, Any]:
        chat_id, text = int(said["chat_id"]), str(said.get("text", ""))
        if chat_id in self.state.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat_id not in self.state.chats:
            raise Refused(400, "Bad Request: chat not found")
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(text) > LONGEST_TEXT:
            raise Refused(400, "Bad Request: message is too long")
        return self.state.send(chat_id, text)


async def _parameters(request: Request) -> dict[str, Any]:
    """Return what was said in the query and, if there is one, in a JSON body."""
    body = await request.body()
    return dict(request.query_params) | (json.loads(body) if body else {})


def _result(result: Any) -> Response:
    return AsciiJson({"ok": True, "result": result})

"""The portal's REST on loopback: who may ask, how often, and the envelope of every answer."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.systems.bitrix24.batch import Run, run_batch
from sandbox.systems.bitrix24.calls import Calls
from sandbox.systems.bitrix24.errors import ERROR_BODIES, Refusal, too_often
from sandbox.systems.bitrix24.limits import Bucket
from sandbox.systems.bitrix24.params import parse_query
from sandbox.systems.bitrix24.state import State
from sandbox.systems.faults import Faults
from sandbox.systems.serving import Served


class Server:
    """One portal, served behind its two limits; `faults` is the app to serve."""

    def __init__(self, state: State) -> None:
        self.state, self.calls = state, Calls(state)
        self.bucket = Bucket(state.clock)
        routes = [
            Route("/rest/{user}/{secret}/{method}", self._by_webhook, methods=["GET", "POST"]),
            Route("/rest/{method}", self._by_token, methods=["GET", "POST"]),
        ]
        self.faults = Faults(Starlette(routes=routes), error_bodies=ERROR_BODIES)

    def connection(self, place: Served) -> str:
        """Return the Airflow connection of a reader that has the webhook, as JSON."""
        login = str(self.state.user.number)
        return place.connection("bitrix24", login=login, password=self.state.secret)

    async def _by_webhook(self, request: Request) -> JSONResponse:
        said = request.path_params
        knows = said["secret"] == self.state.secret
        is_user = said["user"] == str(self.state.user.number)
        wrong = Refusal(403, "INVALID_CREDENTIALS", "Invalid request credentials")
        return await self._answer(request, None if knows and is_user else wrong, is_app=False)

    async def _by_token(self, request: Request) -> JSONResponse:
        try:
            token, refusal = (await _params(request)).get("auth"), None
        except Refusal as said:
            token, refusal = "", said
        if not token:
            refusal = refusal or Refusal(401, "NO_AUTH_FOUND", "Wrong authorization data")
        elif token != self.state.token:
            refusal = Refusal(401, "expired_token", "The access token provided has expired.")
        return await self._answer(request, refusal, is_app=True)

    async def _answer(
        self, request: Request, refusal: Refusal | None, *, is_app: bool
    ) -> JSONResponse:
        began = self.calls.clock()
        method = request.path_params["method"].removesuffix(".json").removesuffix("/").lower()
        if not self.bucket.takes():
            refusal = too_often()
        try:
            if refusal:
                raise refusal
            params = await _params(request)
            body = self._called(method, params, is_app)
        except Refusal as said:
            status, body = said.status, said.body
            if said.status == 429:
                body = body | {"time": self.calls.timing(began, method)}
            return JSONResponse(body, status)
        return JSONResponse(body | {"time": self.calls.timing(began, method)})

    def _called(self, method: str, params: Mapping[str, Any], is_app: bool) -> dict[str, Any]:
        if method == "batch":
            return {"result": run_batch(Run(self.calls, is_app), dict(params))}
        return self.calls.call(method, dict(params), is_app)


async def _params(request: Request) -> dict[str, Any]:
    """Return the parameters of the address and of the body, which is JSON or a form.

    Who hung up before all was said is refused, and does not hear it.
    """
    try:
        text = (await request.body()).decode("utf-8", errors="replace")
    except ClientDisconnect:
        raise Refusal(400, "INVALID_REQUEST", "The request broke off") from None
    asked = parse_query(request.url.query)
    if "json" in request.headers.get("content-type", ""):
        try:
            said = json.loads(text or "{}")
        except ValueError:
            raise Refusal(400, "INVALID_REQUEST", "The body is no JSON") from None
        return asked | (said if isinstance(said, dict) else {})
    return asked | parse_query(text)

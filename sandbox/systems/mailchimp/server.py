"""The API on loopback: Basic authentication, ten connections at once, problem documents."""

import asyncio
import base64
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.systems.ascii_json import AsciiJson
from sandbox.systems.faults import Faults
from sandbox.systems.mailchimp.batches import Batches
from sandbox.systems.mailchimp.errors import ERROR_BODIES, KEY_INVALID, TOO_MANY, Problem
from sandbox.systems.mailchimp.resources import resource
from sandbox.systems.mailchimp.state import State
from sandbox.systems.serving import Served

ROOT = "/3.0"
EXPIRED = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"


class Server:
    """One account, served with its batches; `faults` is the app to serve."""

    def __init__(self, state: State) -> None:
        self.state, self.batches = state, Batches(state)
        self._open = 0
        routes = [
            Route(f"{ROOT}/batches", self._post_batch, methods=["POST"]),
            Route(f"{ROOT}/batches/{{batch_id}}", self._poll_batch, methods=["GET"]),
            Route("/batch-results/{batch_id}.tar.gz", self._fetch, methods=["GET"]),
            Route(f"{ROOT}/{{path:path}}", self._get, methods=["GET"]),
        ]
        self.faults = Faults(Starlette(routes=routes), error_bodies=ERROR_BODIES)

    def connection(self, place: Served) -> str:
        """Return the Airflow connection of a reader that has the key, as JSON."""
        return place.connection("mailchimp", password=self.state.api_key)

    async def _get(self, request: Request) -> Response:
        path = "/" + request.path_params["path"].strip("/")
        return await self._answer(request, lambda: resource(self.state, path, request.query_params))

    async def _post_batch(self, request: Request) -> Response:
        try:
            content = await request.json()
        except ClientDisconnect:
            return Response()
        return await self._answer(request, lambda: self.batches.post(content))

    async def _poll_batch(self, request: Request) -> Response:
        base, batch_id = str(request.base_url).rstrip("/"), request.path_params["batch_id"]
        return await self._answer(request, lambda: self.batches.poll(batch_id, base))

    async def _fetch(self, request: Request) -> Response:
        """Serve an archive to whoever holds its signed address, and to nobody who also has a key.

        The storage that Mailchimp uses refuses a request that is signed and authenticated.
        """
        signature = request.query_params.get("Signature", "")
        try:
            content = self.batches.fetch(request.path_params["batch_id"], signature)
        except PermissionError:
            return Response(EXPIRED, 403, media_type="application/xml")
        if "authorization" in request.headers:
            return Response(EXPIRED, 400, media_type="application/xml")
        return Response(content, media_type="application/gzip")

    async def _answer(self, request: Request, make: Callable[[], dict[str, Any]]) -> Response:
        self._open += 1
        try:
            if self._open > self.state.open_connections:
                return _document(TOO_MANY)
            await asyncio.sleep(self.state.seconds_per_answer)
            if not self._is_authentic(request):
                return _document(KEY_INVALID)
            return AsciiJson(make())
        except Problem as error:
            return _document(error.document)
        finally:
            self._open -= 1

    def _is_authentic(self, request: Request) -> bool:
        """Say whether the request bears the key, under any user name."""
        kind, _, content = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return content == self.state.api_key and kind.lower() in ("bearer", "oauth")
        try:
            _, _, key = base64.b64decode(content).decode().partition(":")
        except ValueError:
            return False
        return key == self.state.api_key


def _document(body: dict[str, Any]) -> Response:
    return JSONResponse(body, body["status"], media_type="application/problem+json")

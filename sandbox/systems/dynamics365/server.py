"""The Web API on loopback: tokens, tables, metadata, limits and refusals."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.systems.dynamics365 import metadata, pages
from sandbox.systems.dynamics365.errors import (
    ERROR_BODIES,
    ApiError,
    missing_privilege,
    not_found,
)
from sandbox.systems.dynamics365.query import options, preferences
from sandbox.systems.dynamics365.sign_in import make_token
from sandbox.systems.dynamics365.state import CLIENT_ID, CLIENT_SECRET, TENANT, State
from sandbox.systems.faults import Faults
from sandbox.systems.serving import Served

ROOT = "/api/data/v9.2"
DEFINITION = "EntityDefinitions(LogicalName='{logical}')"
SECONDS_A_REQUEST, SECONDS_A_ROW = 0.05, 0.0003
_PRIVILEGES = {
    "salesorder": "Order",
    "salesorderdetail": "Order",
    "systemuser": "User",
    "phonecall": "Activity",
    "email": "Activity",
}
Handler = Callable[[Request], Awaitable[Response]]


class Server:
    """One organisation, served; `faults` is the app to serve."""

    def __init__(self, state: State) -> None:
        self.state = state
        routes = [
            Route("/{tenant}/oauth2/v2.0/token", make_token(state), methods=["POST"]),
            self._route("WhoAmI", _who_am_i),
            self._route("EntityDefinitions", _definitions),
            self._route(DEFINITION, _definition),
            self._route(f"{DEFINITION}/Attributes", _attributes),
            self._route(f"{DEFINITION}/Attributes/{{kind}}", _attributes),
            self._route("{entity_set}/$count", _count),
            self._route("{entity_set}", _table),
        ]
        app = Starlette(routes=routes)
        self.faults = Faults(app, error_bodies=ERROR_BODIES, clock=state.clock)

    def connection(self, place: Served) -> str:
        """Return the Airflow connection of an application, as JSON; the server signs it in."""
        extra = {"tenant": TENANT, "authority": place.url}
        return place.connection("dynamics365", login=CLIENT_ID, password=CLIENT_SECRET, extra=extra)

    def _route(self, path: str, handle: Callable[[State, Request], Any]) -> Route:
        return Route(f"{ROOT}/{path}", _guarded(self.state, handle))


def _guarded(state: State, handle: Callable[[State, Request], Any]) -> Handler:
    """Wrap a handler: who asks, the limits, and refusals in the vendor's envelope."""

    async def answer(request: Request) -> Response:
        state.limits.at_once += 1
        try:
            if not _is_signed_in(state, request):
                return Response(status_code=401, headers={"www-authenticate": "Bearer"})
            _within_limits(state)
            if state.delay_seconds:
                await asyncio.sleep(state.delay_seconds)
            with state.lock:
                return _counted(state, handle(state, request))
        except ApiError as error:
            annotated = preferences(request.headers.get("prefer", "")).annotations != ""
            return JSONResponse(error.body(annotated), error.status, error.headers)
        finally:
            state.limits.at_once -= 1

    return answer


def _is_signed_in(state: State, request: Request) -> bool:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    return state.tokens.get(token, float("-inf")) > state.clock()


def _within_limits(state: State) -> None:
    refusal = state.limits.refusal()
    if refusal:
        (code, message), seconds = refusal
        raise ApiError(429, code, message, {"retry-after": str(seconds)})


def _counted(state: State, body: Any) -> Response:
    rows = len(body["value"]) if isinstance(body, dict) and "value" in body else 0
    seconds = SECONDS_A_REQUEST + rows * SECONDS_A_ROW
    state.limits.served(seconds)
    state.spend(seconds)
    requests, left = state.limits.remaining
    headers = {
        "x-ms-ratelimit-burst-remaining-xrm-requests": str(requests),
        "x-ms-ratelimit-time-remaining-xrm-requests": f"{left:.2f}",
        "odata-version": "4.0",
    }
    if isinstance(body, dict):
        return JSONResponse(body, headers=headers)
    return PlainTextResponse(f"\ufeff{body}", headers=headers)


def _table(state: State, request: Request) -> dict[str, Any]:
    entity_set = _readable(state, request)
    wishes = preferences(request.headers.get("prefer", ""))
    raw_query = request.scope["query_string"].decode("latin-1")
    return pages.answer(state, _base(request), entity_set, raw_query, wishes)


def _count(state: State, request: Request) -> int:
    raw_query = request.scope["query_string"].decode("latin-1")
    return pages.count(state, _readable(state, request), raw_query)


def _definitions(state: State, request: Request) -> dict[str, Any]:
    return metadata.many(state, options(request.scope["query_string"].decode("latin-1")))


def _definition(state: State, request: Request) -> dict[str, Any]:
    return metadata.definition(state, request.path_params["logical"])


def _attributes(state: State, request: Request) -> dict[str, Any]:
    kind = request.path_params.get("kind", "")
    found = re.fullmatch(r"Microsoft\.Dynamics\.CRM\.(\w+)AttributeMetadata", kind)
    return metadata.attributes(state, request.path_params["logical"], found[1] if found else "")


def _who_am_i(state: State, request: Request) -> dict[str, Any]:
    return {
        "@odata.context": f"{_base(request)}{ROOT}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse",
        "BusinessUnitId": "b5d2a3c0-0000-4000-8000-000000000001",
        "UserId": "3d5c9c7a-1f2e-4b7a-9a0e-52ce0a5a3c11",
        "OrganizationId": "0f6a2c44-0000-4000-8000-000000000002",
    }


def _readable(state: State, request: Request) -> str:
    entity_set = request.path_params["entity_set"]
    table = state.tables.get(entity_set)
    if table is None:
        raise not_found(entity_set)
    privilege = f"prvRead{_PRIVILEGES.get(table.logical) or _titled(table.logical)}"
    if privilege in state.missing_privileges:
        raise missing_privilege(privilege, table.logical)
    return entity_set


def _titled(logical: str) -> str:
    return logical if "_" in logical else logical.capitalize()


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"

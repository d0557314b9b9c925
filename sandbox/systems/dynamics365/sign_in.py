"""The token end-point: an application's id and secret against a token for an hour."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from sandbox.systems.dynamics365.state import TENANT, TOKEN_SECONDS, State


def make_token(state: State) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler that gives a token to who knows a client's secret."""

    async def answer(request: Request) -> Response:
        try:
            form = (await request.body()).decode()
        except ClientDisconnect:
            return Response()
        said = {name: values[0] for name, values in parse_qs(form).items()}
        refusal = _sign_in_refusal(state, request.path_params["tenant"], said)
        if refusal:
            status, error, description = refusal
            return JSONResponse({"error": error, "error_description": description}, status)
        token = f"token-{len(state.tokens) + 1}"
        state.tokens[token] = state.clock() + TOKEN_SECONDS
        lives = {"expires_in": TOKEN_SECONDS, "ext_expires_in": TOKEN_SECONDS}
        return JSONResponse({"token_type": "Bearer", **lives, "access_token": token})

    return answer


def _sign_in_refusal(
    state: State, tenant: str, said: dict[str, str]
) -> tuple[int, str, str] | None:
    if tenant != TENANT:
        return 400, "invalid_request", "AADSTS90002: Tenant not found."
    if said.get("grant_type") != "client_credentials":
        return 400, "unsupported_grant_type", "AADSTS70003: Unsupported grant type."
    if said.get("client_id") not in state.secrets:
        return 400, "unauthorized_client", "AADSTS700016: Application not found."
    if said.get("client_secret") != state.secrets[said["client_id"]]:
        return 401, "invalid_client", "AADSTS7000215: Invalid client secret provided."
    if not said.get("scope", "").endswith("/.default"):
        return 400, "invalid_scope", "AADSTS70011: The scope is not valid."
    return None

"""Access tokens in place of a password, for providers that let nobody else in."""

from urllib.parse import urljoin

from include.errors import ClienteleError
from include.settings import Connection
from include.sources.connector import Access
from include.sources.web.address import WebAddress
from include.sources.web.answers import Answer, Verdict, judge_plainly
from include.sources.web.client import WebClient


def access_token(access: Access) -> str:
    """Return the token to log in with: the password, or one that its provider gives for it.

    With `token_url` in the connection's extra the password is the secret of the application
    `client_id`, which speaks for itself in a `scope`, or for a person by a `refresh_token`.
    """
    at = access.connection
    url = at.extra.get("token_url")
    if not url:
        return at.password
    place = f"source {access.source}, connection '{at.conn_id}'"
    address = WebAddress.of(urljoin(url, "/"), conn_id=at.conn_id)
    with WebClient(
        address, place=place, clock=access.clock, progress=access.progress, judge=_judge
    ) as web:
        return web.call("POST", url, data=_grant(at)).body["access_token"]


def _grant(at: Connection) -> dict[str, str]:
    own = {"client_id": at.extra.get("client_id", ""), "client_secret": at.password}
    if "refresh_token" in at.extra:
        return own | {"grant_type": "refresh_token", "refresh_token": at.extra["refresh_token"]}
    return own | {"grant_type": "client_credentials", "scope": at.extra.get("scope", "")}


def _judge(answer: Answer) -> Verdict:
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status in (400, 401, 403) or (answer.status == 200 and "access_token" not in body):
        reason = str(body.get("error", "no token"))[:100]
        return ClienteleError(
            f"the provider gives no access token: {reason}",
            remedy="Check client_id, password (the application's secret), scope or refresh_token "
            "of the connection; a refresh token ends when its person withdraws it",
        )
    return judge_plainly(answer)

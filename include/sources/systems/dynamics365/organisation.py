"""Speaks to one organisation: signed in, and asked for one thing after the other."""

from typing import Any
from urllib.parse import quote

from include.errors import READS_AGAIN, ClienteleError
from include.sources.connector import Access
from include.sources.systems.dynamics365.metadata import Definition, definitions, question
from include.sources.systems.dynamics365.refusals import REFUSED, judge, judge_login, refusal
from include.sources.systems.dynamics365.tables import TABLES
from include.sources.web.address import WebAddress
from include.sources.web.answers import Answer
from include.sources.web.client import WebClient

API = "/api/data/v9.2"
AUTHORITY = "https://login.microsoftonline.com"
RENEWED_BEFORE_SECONDS = 300
_HEADERS = {"Accept": "application/json", "OData-MaxVersion": "4.0", "OData-Version": "4.0"}
_ANNOTATIONS = "OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname"


class Organisation:
    """Asks one organisation; one request at a time, which stays far below its limits."""

    def __init__(self, access: Access) -> None:
        connection = access.connection
        self.tenant = connection.extra.get("tenant", "")
        if not (self.tenant and connection.login and connection.password):
            raise ClienteleError(
                "the connection lacks the tenant, the client id or the secret",
                where=f"connection '{connection.conn_id}'",
                remedy="Give login (client id), password (secret) and extra.tenant (directory id)",
            )
        self._connection, self._clock, self.source = connection, access.clock, access.source
        self._token, self._ends = "", 0.0
        self._address = WebAddress.from_connection(connection)
        place = f"source {access.source}, connection '{connection.conn_id}'"
        shared = {"place": place, "clock": access.clock, "progress": access.progress}
        self._login = WebClient(
            WebAddress.of(connection.extra.get("authority", AUTHORITY), (), connection.conn_id),
            judge=judge_login,
            **shared,
        )
        self._web = WebClient(
            self._address,
            judge=judge,
            headers=lambda: {**_HEADERS, "Authorization": f"Bearer {self._token}"},
            before_request=self._signed_in,
            renew=self._sign_in,
            **shared,
        )
        self._definitions: dict[str, Definition] = {}

    def close(self) -> None:
        """Hang up."""
        self._web.__exit__()
        self._login.__exit__()

    def get(self, link: str, *, page_size: int = 0, is_tracking: bool = False) -> Answer:
        """Ask for a path below the API or a link that the system gave, as it is.

        An answer of status 400, 404 or 410 is returned too; a link to another host is an error.
        """
        wishes = [f'odata.include-annotations="{_ANNOTATIONS}"']
        wishes += [f"odata.maxpagesize={page_size}"] if page_size else []
        wishes += ["odata.track-changes"] if is_tracking else []
        return self._web.call("GET", link, headers={"Prefer": ",".join(wishes)})

    def page(self, link: str, **wishes: Any) -> dict[str, Any]:
        """Ask as `get` does; a refusal is raised."""
        answer = self.get(link, **wishes)
        if answer.status in REFUSED:
            raise self.error(refusal(answer))
        return answer.body

    def look_at(self, table: str) -> None:
        """Let the errors from now on name this table."""
        self._web.place = f"source {self.source}, table {table}"

    def error(self, error: ClienteleError) -> ClienteleError:
        """Return an error that says where it happened."""
        return error.at(self._web.place)

    def path_of(self, link: str) -> str:
        """Return what a link says after the host; a link to another host is an error."""
        try:
            return self._address.url(link).removeprefix(self._address.base_url)
        except ClienteleError as error:
            raise self.error(error) from None

    def definition(self, logical: str) -> Definition:
        """Return what a table is now; all are asked for at once, and once in a session."""
        if not self._definitions:
            logical_names = [table.logical for table in TABLES.values()]
            said = self.page(f"{API}/{question(logical_names)}").get("value")
            if not isinstance(said, list) or not all("LogicalName" in each for each in said):
                raise self.error(
                    ClienteleError("the answer describes no tables", remedy=READS_AGAIN)
                )
            self._definitions = definitions(said)
        if logical not in self._definitions:
            raise self.error(
                ClienteleError(
                    "the environment has no such table",
                    remedy="Name the streams that are read under `only`",
                )
            )
        return self._definitions[logical]

    def _signed_in(self) -> None:
        if not self._token or self._clock.now() >= self._ends:
            self._sign_in()

    def _sign_in(self) -> None:
        """Get a token with the client's secret, and use it until shortly before it ends."""
        answer = self._login.call(
            "POST",
            f"{quote(self.tenant, safe='')}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": self._connection.login,
                "client_secret": self._connection.password,
                "scope": f"{self._address.base_url}/.default",
            },
        )
        self._token = str(answer.body["access_token"])
        lives = float(answer.body.get("expires_in", 3600))
        self._ends = self._clock.now() + max(lives - RENEWED_BEFORE_SECONDS, lives / 2)

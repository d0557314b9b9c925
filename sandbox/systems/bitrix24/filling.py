"""What the steps of a filling share: the portal, the company's rows, and the two moments."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.systems.bitrix24.state import State

FIRST_CONTACT = 100_000
ORIGINATOR = "shop"
LOST_REASON = "ufCrm_1700000001"


@dataclass
class Filling:
    """A portal on its way from `since` to `moment`.

    `rows` runs a query over the world, in which both are parameters of these names.
    """

    portal: State
    rows: Callable[[str], Iterator[dict[str, Any]]]
    since: datetime
    moment: datetime
    _survivors: dict[int, int] | None = field(default=None)

    def at(self, moment: datetime | None) -> str | None:
        """Write a moment as the portal does."""
        return None if moment is None else self.portal.moment(moment)

    def contact(self, client_id: int | None) -> tuple[str, int]:
        """Return kind and number of the card a client has now; the number is 0 without one."""
        if client_id is None:
            return "contact", 0
        number = FIRST_CONTACT + self.survivor(client_id)
        for thing in ("contact", "company"):
            if self.portal.table(thing).get(number):
                return thing, number
        return "contact", 0

    def survivor(self, client_id: int) -> int:
        """Return the client that a client has become by merges before `since`."""
        if self._survivors is None:
            query = "select client_id, merged_into_id from clients where merged_at <= $since "
            query += "and $moment >= $since"
            self._survivors = {row["client_id"]: row["merged_into_id"] for row in self.rows(query)}
        while client_id in self._survivors:
            client_id = self._survivors[client_id]
        return client_id


def client_columns(thing: str, number: int) -> dict[str, Any]:
    """Return the columns by which a lead or deal names its client."""
    if thing == "company":
        return {"companyId": number, "contactId": 0, "contactIds": []}
    return {"companyId": 0, "contactId": number, "contactIds": [number] if number else []}


def amount(value: Decimal | None) -> int | float:
    """Return money as the portal writes it: without a fraction where there is none."""
    if value is None:
        return 0
    return int(value) if value == int(value) else float(value)

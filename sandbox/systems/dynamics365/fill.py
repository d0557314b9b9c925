"""The wholesale side of the company as its Dynamics 365 knows it at a moment."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from sandbox.systems.dynamics365.fill_mailings import MAILINGS
from sandbox.systems.dynamics365.fill_rows import ROWS
from sandbox.systems.dynamics365.state import Ref, Row, State
from sandbox.world import World

NAMESPACE = UUID("6f0a5c1e-70d4-4d0f-9a58-3a1d0c2b7e10")
MERGES = """
    select client_id, merged_into_id, merged_at from clients
    where unit = 'wholesale' and in_crm and merged_at <= $moment
    order by merged_at, client_id
"""
KINDS = "select client_id, kind from clients"
_TABLE_OF = {"company": ("accounts", "account"), "person": ("contacts", "contact")}
_CLIENT_COLUMNS = {
    "leads": {"account": "parentaccountid", "contact": "parentcontactid"},
    "phonecalls": {"account": "regardingobjectid", "contact": "regardingobjectid"},
}
_RECIPIENT_COLUMNS = {"account": "cdi_accountid", "contact": "cdi_contactid"}


@cache
def guid(logical: str, number: object) -> str:
    """Return the id in Dynamics 365 of a row of the world."""
    return str(uuid5(NAMESPACE, f"{logical}:{number}"))


def fill(state: State, world: World, moment: datetime) -> None:
    """Bring the organisation to `moment`, naive UTC: what is new, changed, merged and deleted."""
    with world.open() as session:
        kinds = dict(session.execute(KINDS).fetchall())
        merges = session.execute(MERGES, {"moment": moment}).fetchall()
        filler = _Filler(state, kinds, {loser: winner for loser, winner, _ in merges})
        tables = {
            entity_set: session.execute(query, {"moment": moment}).fetch_arrow_table().to_pylist()
            for entity_set, query in (ROWS | MAILINGS).items()
        }
    with state.lock:
        for entity_set, rows in tables.items():
            filler.bring(entity_set, sorted(rows, key=lambda row: (row["at"], str(row["id"]))))
        for loser, winner, at in merges:
            filler.merge(loser, winner, at)


class _Filler:
    """Writes rows of the world as Dynamics 365 holds them."""

    def __init__(self, state: State, kinds: dict[int, str], merged: dict[int, int]) -> None:
        self._state, self._kinds, self._merged = state, kinds, merged

    def bring(self, entity_set: str, rows: list[Row]) -> None:
        """Put the rows that are new or changed, and delete those that are not there any more."""
        table = self._state.tables[entity_set]
        kept = set(self._losers(entity_set))
        for row in rows:
            key = guid(table.logical, row.pop("id"))
            kept.add(key)
            at = row.pop("at")
            wanted = {table.key: key, **self._written(entity_set, row)}
            there = self._state.rows[entity_set].get(key, {})
            if any(there.get(name, ...) != _whole(value) for name, value in wanted.items()):
                self._state.put(entity_set, wanted, at)
        for key in set(self._state.rows[entity_set]) - kept:
            self._state.remove(entity_set, key)

    def merge(self, loser: int, winner: int, at: datetime) -> None:
        """Merge two clients of one kind, once."""
        entity_set, logical = _TABLE_OF[self._kinds[loser]]
        row = self._state.rows[entity_set].get(guid(logical, loser))
        if row and not row.get("merged") and self._kinds[winner] == self._kinds[loser]:
            self._state.merge(entity_set, row[f"{logical}id"], guid(logical, winner), at)

    def _losers(self, entity_set: str) -> list[str]:
        kind = next((k for k, (name, _) in _TABLE_OF.items() if name == entity_set), None)
        losers = [loser for loser in self._merged if self._kinds[loser] == kind]
        return [guid(_TABLE_OF[kind][1], loser) for loser in losers] if kind else []

    def _written(self, entity_set: str, row: Row) -> Row:
        client = self._value(entity_set, "client", row.pop("client", None))
        written = {name: self._value(entity_set, name, value) for name, value in row.items()}
        if client is None:
            return written
        columns = _CLIENT_COLUMNS.get(entity_set, _RECIPIENT_COLUMNS)
        written[columns[client.logical]] = client
        if entity_set == "phonecalls":
            people = [(1, written["ownerid"]), (2, client)]
            sides = people if row["directioncode"] else [(1, client), (2, written["ownerid"])]
            written["parties"] = [(mask, ref) for mask, ref in sides if ref is not None]
        return written

    def _value(self, entity_set: str, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.startswith("label:"):
            return self._code(entity_set, name, value.removeprefix("label:"))
        if not value.startswith("ref:"):
            return value
        _, logical, number = value.split(":")
        return (
            self._client(int(number))
            if logical == "client"
            else Ref(logical, guid(logical, number))
        )

    def _client(self, number: int) -> Ref:
        """Point to a client, or to the one that it was merged into."""
        while number in self._merged and self._kinds[self._merged[number]] == self._kinds[number]:
            number = self._merged[number]
        logical = _TABLE_OF[self._kinds[number]][1]
        return Ref(logical, guid(logical, number))

    def _code(self, entity_set: str, name: str, label: str) -> int:
        """Return the code of a label, which the company adds to the choice if it is not there."""
        labels = self._state.tables[entity_set].columns[name].labels
        for code, known in labels.items():
            if known == label:
                return code
        code = max([99_999, *labels]) + 1
        self._state.add_label(entity_set, name, code, label)
        return code


def _whole(value: Any) -> Any:
    return value.replace(microsecond=0) if isinstance(value, datetime) else value

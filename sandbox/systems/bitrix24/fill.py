"""The company's portal as of a moment: what came, changed and went since it was last filled."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sandbox.systems.bitrix24 import fill_contacts, fill_people, fill_sales
from sandbox.systems.bitrix24.filling import Filling
from sandbox.systems.bitrix24.state import State
from sandbox.world import World

STEPS: tuple[Callable[[Filling], None], ...] = (
    fill_people.dictionaries,
    fill_people.users,
    fill_people.clients,
    fill_sales.leads,
    fill_sales.deals,
    fill_sales.moves,
    fill_contacts.meetings,
    fill_contacts.tasks,
    fill_contacts.calls,
    fill_contacts.comments,
    fill_people.merges,
    fill_people.removals,
    fill_sales.removals,
)


def fill(state: State, world: World, moment: datetime) -> None:
    """Bring the portal to `moment`, naive UTC; a later call brings only what changed."""
    since = state.filled_until
    with world.open() as session:

        def rows(query: str) -> Iterator[dict[str, Any]]:
            result = session.execute(query, {"since": since, "moment": moment})
            names = [column[0] for column in result.description]
            for row in result.fetchall():
                yield dict(zip(names, row, strict=True))

        filling = Filling(state, rows, since, moment)
        for step in STEPS:
            step(filling)
    state.filled_until = moment

"""The steps of a sale that an organisation knows, and a made-up opportunity in each."""

from typing import Any
from urllib.parse import quote

from include.sources.systems.dynamics365.organisation import API, Organisation
from include.sources.systems.dynamics365.refusals import REFUSED

OPEN, WON, LOST = 0, 1, 2
_STEPS = f"filter(statecode eq {OPEN})/groupby((stepname))"
_MADE_UP = "2025-01-01T00:00:00Z"


def in_each_step(organisation: Organisation) -> list[dict[str, Any]]:
    """Return an open opportunity in each step that some are in, a won one and a lost one.

    The system groups no more than 50,000 rows: beyond, and where it groups none, no step is known.
    """
    answer = organisation.get(f"{API}/opportunities?$apply={quote(_STEPS, safe='()')}")
    found = [] if answer.status in REFUSED else answer.body.get("value", ())
    steps = [row["stepname"] for row in found if row.get("stepname")]
    opened = [{"opportunityid": step, "stepname": step, "statecode": OPEN} for step in steps]
    ended = [{"opportunityid": state, "statecode": state} for state in (WON, LOST)]
    return [row | {"createdon": _MADE_UP, "modifiedon": _MADE_UP} for row in (*opened, *ended)]

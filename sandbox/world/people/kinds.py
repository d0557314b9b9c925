"""What a client record is: person, firm or contact person, one of a household, a second record."""

from typing import Any

import numpy as np

from sandbox.world.values import draw, nullable

PLAIN, DUPLICATE, HOUSEHOLD, NAMESAKE = range(4)
ROLES = ("plain", "duplicate", "household", "namesake")
ROLE_SHARES = (0.87, 0.03, 0.08, 0.02)
FIRM_SHARE, RETAIL_FIRM_SHARE = 0.5, 0.02

Rows = dict[str, Any]


def draw_kinds(rng: np.random.Generator, rows: Rows, share: float) -> None:
    """Draw unit and kind of each, a share wholesale; contact persons come after their firm."""
    count = len(rows["client_id"])
    is_wholesale = rng.random(count) < share
    is_firm = is_wholesale & (rng.random(count) < FIRM_SHARE)
    before = np.cumsum(is_firm) - is_firm
    is_contact = is_wholesale & ~is_firm & (before > 0)
    firms = rows["client_id"][is_firm]
    parent = np.zeros(count, int)
    parent[is_contact] = firms[(rng.random(is_contact.sum()) * before[is_contact]).astype(int)]
    is_retail = ~(is_firm | is_contact)
    is_shop_firm = is_retail & (rng.random(count) < RETAIL_FIRM_SHARE)
    rows["is_retail"], rows["is_firm"] = is_retail, is_firm | is_shop_firm
    rows["unit"] = np.where(is_retail, "retail", "wholesale")
    rows["kind"] = np.where(rows["is_firm"], "company", "person")
    rows["parent_client_id"] = nullable(parent, parent == 0)


def draw_sources(rng: np.random.Generator, rows: Rows, count: int) -> np.ndarray:
    """Draw the role of each retail person and the row (from 0) whose traits they share."""
    can_be = rows["is_retail"] & ~rows["is_firm"]
    role = np.where(can_be, draw(rng, count, ROLE_SHARES), PLAIN)
    is_plain = can_be & (role == PLAIN)
    before = np.cumsum(is_plain) - is_plain
    role = np.where(before > 0, role, PLAIN)
    plain = np.flatnonzero(is_plain)
    source = np.arange(count)
    copies = role != PLAIN
    source[copies] = plain[(rng.random(copies.sum()) * before[copies]).astype(int)]
    rows["role"] = role
    return source


def draw_roots(rows: Rows) -> None:
    """Say which person and which household each record is of."""
    own, source = rows["client_id"], rows["client_id"][rows["source"]]
    rows["person_id"] = np.where(rows["role"] == DUPLICATE, source, own)
    is_of_home = (rows["role"] == DUPLICATE) | (rows["role"] == HOUSEHOLD)
    rows["household_id"] = np.where(is_of_home, source, own)

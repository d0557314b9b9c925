"""Leads: those that became clients, those that only asked, and those that were noise."""

from typing import Any

import numpy as np

from sandbox.world.calendar import in_working_hours, to_utc
from sandbox.world.frame import Frame
from sandbox.world.people.channels import CODES, QUALITY, SHARES
from sandbox.world.people.lives import DAY
from sandbox.world.people.names import first_name, last_name, typed_phone
from sandbox.world.people.sellers import Sellers, of_units
from sandbox.world.values import NEVER, draw, nullable

BY_LEAD = 0.85  # of the clients of the CRM came as a lead
NOISE = 0.3  # leads that nobody knows, beside each that became a client
PAGES = ("/", "/catalogue", "/gifts", "/wholesale", "/sale", "/contact")
PAGE_SHARES = (0.3, 0.25, 0.2, 0.1, 0.1, 0.05)
NOISE_REASONS = ("spam", "wrong number", "no answer", "not ours")

Rows = dict[str, Any]


def make_leads(rng: np.random.Generator, frame: Frame, sellers: Sellers, clients: Rows) -> Rows:
    """Return the leads of a block, `client` being the row of the client (-1: never known)."""
    can = clients["is_new"] & clients["in_crm"] & clients["is_root"]
    row = np.flatnonzero(can & (rng.random(len(can)) < BY_LEAD))
    noise = rng.poisson(NOISE * len(row))
    client = np.r_[row, np.full(noise, -1)]
    is_known = client >= 0
    channel = np.where(is_known, clients["channel"][client], _noisy_channels(rng, len(client)))
    asked = rng.integers(10, 2_880, len(row)).astype("timedelta64[m]")
    day = np.datetime64(frame.size.first_day) + rng.integers(0, frame.size.day_count, noise)
    created = np.r_[clients["created_at"][row] - asked, to_utc(in_working_hours(rng, day))]
    created = np.maximum(created, np.datetime64(frame.start, "us"))
    is_person = rng.random(len(client)) < 0.9
    page = draw(rng, len(client), PAGE_SHARES)
    leads = {
        "client": client,
        "client_id": nullable(clients["client_id"][client], ~is_known),
        "is_retail": np.where(is_known, clients["is_retail"][client], is_person),
        "channel_id": np.array(CODES)[channel],
        "created_at": created,
        "landing_page": np.array(PAGES)[page],
    }
    leads |= _lost(rng, clients, leads) | _contacts(rng, clients, client)
    by_time = np.lexsort((client, created))
    leads = {name: values[by_time] for name, values in leads.items()}
    leads["day"] = (leads["created_at"] - np.datetime64(frame.start, "us")) // DAY
    leads["employee_id"] = of_units(sellers, rng, leads, power=0.0)
    leads["unit"] = np.where(leads["is_retail"], "retail", "wholesale")
    return leads


def _lost(rng: np.random.Generator, clients: Rows, leads: Rows) -> Rows:
    """Draw when and why leads are given up: noise, and those who never buy."""
    client, created = leads["client"], leads["created_at"]
    is_lost = (client < 0) | ~clients["is_buyer"][client]
    ends = created + rng.integers(1_440, 60_000, len(client)).astype("timedelta64[m]")
    reason = np.array(NOISE_REASONS)[rng.integers(0, 4, len(client))]
    return {
        "lost_at": np.where(is_lost, ends, NEVER),
        "updated_at": np.where(is_lost, ends, created),
        "lost_reason": nullable(np.where(client < 0, reason, "no deal"), ~is_lost),
    }


def _noisy_channels(rng: np.random.Generator, count: int) -> np.ndarray:
    """Draw channels for noise: the worse a channel, the more of it."""
    return draw(rng, count, SHARES * (1 - QUALITY))


def _contacts(rng: np.random.Generator, clients: Rows, client: np.ndarray) -> Rows:
    """Return what was left in the form: the client's own words, or a stranger's."""
    strangers = np.flatnonzero(client < 0)
    drawn = rng.integers(0, 20, (len(strangers), 3)).tolist()
    full = clients["name"][client].astype(object)
    phone = np.ma.MaskedArray(clients["phone"][client].astype(object))
    email = np.ma.MaskedArray(clients["email"][client].astype(object))
    full[strangers] = [f"{first_name('ru', 'f', a)} {last_name('ru', b)}" for a, b, _ in drawn]
    numbers = rng.integers(0, 10_000_000, len(strangers)).tolist()
    phone[strangers] = [typed_phone(730_000_000 + n, 0) for n in numbers]
    email[strangers] = np.ma.masked
    return {"contact_name": full, "contact_phone": phone, "contact_email": email}

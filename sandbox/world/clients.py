"""Who the clients are: persons and firms, those who share a phone, look alike or stand twice.

Each block of clients is made by itself; who is copied (the other record of one person, somebody
of one household, a namesake) is an earlier plain person of the same block.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.world import names
from sandbox.world.calendar import to_utc
from sandbox.world.channels import CODES, PAUSED, QUALITY, SHARES, is_paused
from sandbox.world.frame import Block, Frame
from sandbox.world.lives import draw_lives, write_lives
from sandbox.world.values import NEVER, draw, nullable

DAY = np.timedelta64(86_400_000_000, "us")
OLD_SHARE, OLDEST_DAYS = 0.35, 900
GROWTH = 0.55  # of the newcomers' density, from the first day to the last
PLAIN, DUPLICATE, HOUSEHOLD, NAMESAKE = range(4)
ROLE_SHARES = (0.88, 0.03, 0.08, 0.01)
WHOLESALE_SHARE, FIRM_SHARE, RETAIL_FIRM_SHARE = 0.12, 0.45, 0.02
MERGED_SHARE, ERASED_SHARE, TEST_EVERY = 0.6, 0.003, 499
PREFIXES = (50, 63, 66, 67, 68, 93, 96, 97, 99)
DOMAINS = ("mail.example", "post.example", "skrynka.example", "ukr.example")

Rows = dict[str, Any]


def write_clients(frame: Frame) -> None:
    """Write clients and who they are in truth, block by block."""
    with (
        frame.writer("clients") as clients,
        frame.writer("truth/who_is_who") as who,
        write_lives(frame) as lives,
    ):
        for block in frame.blocks():
            rows = make_clients(frame, block)
            clients.write(rows)
            who.write(rows)
            lives.write(rows)


def make_clients(frame: Frame, block: Block) -> Rows:
    """Return one block of clients in the order in which they came, and what is true of them."""
    rng = frame.rng("clients", block.number)
    count = block.last_id - block.first_id + 1
    rows: Rows = {"client_id": np.arange(block.first_id, block.last_id + 1)}
    rows["created"] = _came(rng, frame, count)
    rows["created_at"] = to_utc(rows["created"])
    _draw_kinds(rng, rows, count)
    rows["source"] = _sources(rng, rows, count)
    rows["channel"] = _channels(rng, rows)
    _draw_roots(rows)
    rows |= _named(rng, rows)
    rows |= _reached(rng, rows)
    rows |= draw_lives(rng, frame, rows, QUALITY[rows["channel"]])
    rows |= _kept(rng, frame, rows)
    rows["channel_id"] = np.array(CODES)[rows["channel"]]
    return rows


def _came(rng: np.random.Generator, frame: Frame, count: int) -> np.ndarray:
    """Draw local moments of registration, ever more of them as the company grows."""
    u = rng.random(count)
    grown = (np.sqrt(1 + (2 * GROWTH + GROWTH**2) * u) - 1) / GROWTH
    since = np.where(rng.random(count) < OLD_SHARE, -u * OLDEST_DAYS, grown * frame.size.day_count)
    day = np.datetime64(frame.start, "us") + np.floor(since).astype(int) * DAY
    would_see_ad = is_paused(day) & (rng.random(count) < SHARES[CODES.index(PAUSED)])
    day = np.where(would_see_ad, day - rng.integers(31, 90, count) * DAY, day)
    seconds = rng.integers(9 * 3600, 20 * 3600, count)
    return np.sort(day + seconds.astype("timedelta64[s]"))


def _draw_kinds(rng: np.random.Generator, rows: Rows, count: int) -> None:
    """Draw the unit and kind of each; a contact person belongs to a firm that was there before."""
    is_wholesale = rng.random(count) < WHOLESALE_SHARE
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


def _sources(rng: np.random.Generator, rows: Rows, count: int) -> np.ndarray:
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


def _draw_roots(rows: Rows) -> None:
    """Say which person and which household each record is of."""
    own, source = rows["client_id"], rows["client_id"][rows["source"]]
    rows["person_id"] = np.where(rows["role"] == DUPLICATE, source, own)
    is_of_home = (rows["role"] == DUPLICATE) | (rows["role"] == HOUSEHOLD)
    rows["household_id"] = np.where(is_of_home, source, own)


def _channels(rng: np.random.Generator, rows: Rows) -> np.ndarray:
    """Draw where each came from; nobody comes by an ad that is switched off."""
    count = len(rows["client_id"])
    channel = draw(rng, count, SHARES)
    instead = draw(rng, count, np.where(np.array(CODES) == PAUSED, 0.0, SHARES))
    is_off = (channel == CODES.index(PAUSED)) & is_paused(rows["created"])
    return np.where(is_off, instead, channel)


def _named(rng: np.random.Generator, rows: Rows) -> Rows:
    """Give names; a household shares the last one, a namesake and a duplicate both."""
    count, source, role = len(rows["client_id"]), rows["source"], rows["role"]
    parts = names.numbers_of_people(rng, count)
    language = np.array(["uk", "ru", "en"])[draw(rng, count, (0.58, 0.32, 0.10))][source]
    is_same = (role == DUPLICATE) | (role == NAMESAKE)
    gender = np.where(is_same, parts["gender"][source], parts["gender"])
    first = np.where(is_same, parts["first"][source], parts["first"])
    last = parts["last"][source]
    slip = np.where(role == DUPLICATE, np.where(parts["slip"] < 0, first, -1), parts["slip"])
    is_abroad = rng.random(count) < 0.06
    abroad = np.array(list(names.CITIES_ABROAD))[rng.integers(0, 3, count)]
    country = np.where(is_abroad, abroad, "UA")[source]
    home = np.array(names.CITIES)[draw(rng, count, names.CITY_SHARES)][source]
    firsts = [names.first_name(*one) for one in zip(language, gender, first.tolist(), strict=True)]
    lasts = [names.last_name(*one) for one in zip(language, last.tolist(), strict=True)]
    ways = zip(firsts, lasts, parts["way"].tolist(), slip.tolist(), strict=True)
    full = np.array([names.typed(*one) for one in ways], object)
    firms = np.flatnonzero(rows["is_firm"])
    full[firms] = [names.firm_name(int(rows["client_id"][n])) for n in firms]
    return {
        "name": full,
        "first_name": nullable(np.array(firsts, object), rows["is_firm"]),
        "last_name": nullable(np.array(lasts, object), rows["is_firm"]),
        "language": language,
        "country": country,
        "city": [names.CITIES_ABROAD.get(c, h) for c, h in zip(country, home, strict=True)],
    }


def _reached(rng: np.random.Generator, rows: Rows) -> Rows:
    """Give phone, e-mail, messenger and cookies; a duplicate shares phone, e-mail or both."""
    count, source, role = len(rows["client_id"]), rows["source"], rows["role"]
    u = rng.random(count)
    is_twice = role == DUPLICATE
    shares_phone = (is_twice & (u < 0.75)) | ((role == HOUSEHOLD) & (u < 0.55))
    shares_mail = (is_twice & (u > 0.5)) | ((role == HOUSEHOLD) & (u > 0.45) & (u < 0.75))
    phones = _phones(rows["client_id"])
    phones = np.where(shares_phone, phones[source], phones)
    ways = draw(rng, count, (0.45, 0.2, 0.15, 0.1, 0.05, 0.05))
    number = np.where(shares_mail, rows["client_id"][source], rows["client_id"])
    typed = zip(phones.tolist(), ways.tolist(), strict=True)
    has_phone = (rng.random(count) > 0.06)[np.where(shares_phone, source, np.arange(count))]
    has_mail = (rng.random(count) > 0.12)[np.where(shares_mail, source, np.arange(count))]
    has_telegram = rows["is_retail"] & ~is_twice & (rng.random(count) < 0.18)
    visits = np.where(rows["is_retail"] & (rng.random(count) < 0.6), rng.integers(1, 4, count), 0)
    return {
        "phone": nullable(np.array([names.typed_phone(*t) for t in typed], object), ~has_phone),
        "email": nullable(_emails(rows, number), ~has_mail),
        "telegram_id": nullable(510_000_000 + rows["client_id"] * 37 % 399_999_959, ~has_telegram),
        "anonymous_ids": _cookies(rng, visits),
        "has_mailing": has_mail & ~is_twice & (rng.random(count) < 0.68),
    }


def _phones(client_id: np.ndarray) -> np.ndarray:
    """Return nine digits of a mobile number, no two clients' alike."""
    spread = client_id * 48_271 % 89_999_999
    return np.array(PREFIXES)[spread // 10_000_000] * 10_000_000 + spread % 10_000_000


def _emails(rows: Rows, number: np.ndarray) -> np.ndarray:
    """Return an address made of the client number that owns it."""
    is_firm = rows["is_firm"][number - rows["client_id"][0]]
    return np.array(
        [
            f"office@firm{n}.example" if firm else f"client{n}@{DOMAINS[n % len(DOMAINS)]}"
            for n, firm in zip(number.tolist(), is_firm.tolist(), strict=True)
        ],
        object,
    )


def _cookies(rng: np.random.Generator, visits: np.ndarray) -> pa.Array:
    """Return the anonymous ids of each client's browsers."""
    ids = [f"{n:016x}" for n in rng.integers(0, 2**63, visits.sum()).tolist()]
    offsets = np.r_[0, np.cumsum(visits)].astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(ids, pa.string()))


def _kept(rng: np.random.Generator, frame: Frame, rows: Rows) -> Rows:
    """Say in which systems each record stands, whether it was merged, changed or removed."""
    count, created = len(rows["client_id"]), rows["created_at"]
    end = np.datetime64(frame.size.last_day) + DAY
    is_twice = rows["role"] == DUPLICATE
    waits = (1 + rng.exponential(40.0, count)) * 86_400
    merged_at = created + waits.astype("timedelta64[s]")
    is_merged = is_twice & (rng.random(count) < MERGED_SHARE) & (merged_at < end)
    is_test = rows["client_id"] % TEST_EVERY == 0
    erased = created + (rng.exponential(200.0, count) * 86_400).astype("timedelta64[s]")
    is_erased = (is_test | (rng.random(count) < ERASED_SHARE)) & ~is_merged & (erased < end)
    changed = created + (rng.exponential(150.0, count) * 86_400).astype("timedelta64[s]")
    changed = np.where((rng.random(count) < 0.3) & (changed < end), changed, created)
    merged_at = np.where(is_merged, merged_at, NEVER)
    in_shop = rows["is_retail"] & (rows["is_buyer"] | (rng.random(count) < 0.2))
    return {
        "is_test": is_test,
        "merged_into_id": nullable(rows["person_id"], ~is_merged),
        "merged_at": merged_at,
        "removed_at": np.where(is_erased, erased, NEVER),
        "updated_at": np.fmax(changed, merged_at),
        "in_shop": in_shop,
        "in_crm": ~in_shop | is_twice | (rng.random(count) < 0.7),
    }

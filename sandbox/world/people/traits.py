"""What clients are called and how they are reached: the traits that some share with others."""

from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.world.people import names
from sandbox.world.people.kinds import DUPLICATE, HOUSEHOLD, NAMESAKE
from sandbox.world.values import draw, nullable

PREFIXES = (50, 63, 66, 67, 68, 93, 96, 97, 99)
DOMAINS = ("mail.example", "post.example", "skrynka.example", "ukr.example")
ABROAD, NO_PHONE, NO_MAIL = 0.06, 0.06, 0.12
SHOUTED = 0.03  # of the addresses begin with a capital letter
# every so many-th client's name is one that no program must read as anything but a name
HOSTILE_EVERY, HOSTILE_FIRST = 397, 11

Rows = dict[str, Any]


def make_names(rng: np.random.Generator, rows: Rows) -> Rows:
    """Give names; a household shares the last one, a namesake and a duplicate both."""
    count, source, role = len(rows["client_id"]), rows["source"], rows["role"]
    parts = names.numbers_of_people(rng, count)
    language = np.array(["uk", "ru", "en"])[draw(rng, count, (0.58, 0.32, 0.10))][source]
    is_same = (role == DUPLICATE) | (role == NAMESAKE)
    gender = np.where(is_same, parts["gender"][source], parts["gender"])
    first = np.where(is_same, parts["first"][source], parts["first"])
    last = parts["last"][source]
    slip = np.where(role == DUPLICATE, np.where(parts["slip"] < 0, first, -1), parts["slip"])
    firsts = [names.first_name(*one) for one in zip(language, gender, first.tolist(), strict=True)]
    lasts = [names.last_name(*one) for one in zip(language, last.tolist(), strict=True)]
    ways = zip(firsts, lasts, parts["way"].tolist(), slip.tolist(), strict=True)
    full = np.array([names.typed(*one) for one in ways], object)
    firms = np.flatnonzero(rows["is_firm"])
    full[firms] = [names.firm_name(int(rows["client_id"][n])) for n in firms]
    hostile = np.flatnonzero(rows["client_id"] % HOSTILE_EVERY == HOSTILE_FIRST)
    which = (rows["client_id"][hostile] // HOSTILE_EVERY + 1) % len(names.HOSTILE)
    full[hostile] = [names.HOSTILE[n] for n in which]
    return {
        "name": full,
        "first_name": nullable(np.array(firsts, object), rows["is_firm"]),
        "last_name": nullable(np.array(lasts, object), rows["is_firm"]),
        "language": language,
        **_homes(rng, source),
    }


def _homes(rng: np.random.Generator, source: np.ndarray) -> Rows:
    """Give country and city; those of one household or person live in one place."""
    count = len(source)
    is_abroad = rng.random(count) < ABROAD
    abroad = np.array(list(names.CITIES_ABROAD))[rng.integers(0, 3, count)]
    country = np.where(is_abroad, abroad, "UA")[source]
    home = np.array(names.CITIES)[draw(rng, count, names.CITY_SHARES)][source]
    city = [names.CITIES_ABROAD.get(c, h) for c, h in zip(country, home, strict=True)]
    return {"country": country, "city": city}


def make_contacts(rng: np.random.Generator, rows: Rows) -> Rows:
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
    has_phone, has_mail = rng.random(count) > NO_PHONE, rng.random(count) > NO_MAIL
    for has, shares in ((has_phone, shares_phone), (has_mail, shares_mail)):
        has[source[shares]] = has[shares] = True
    has_telegram = rows["is_retail"] & ~is_twice & (rng.random(count) < 0.18)
    visits = np.where(rows["is_retail"] & (rng.random(count) < 0.6), rng.integers(1, 4, count), 0)
    return {
        "phone": nullable(np.array([names.typed_phone(*t) for t in typed], object), ~has_phone),
        "email": nullable(_emails(rows, number, rng.random(count)), ~has_mail),
        "telegram_id": nullable(510_000_000 + rows["client_id"] * 37 % 399_999_959, ~has_telegram),
        "anonymous_ids": _cookies(rng, visits),
        "has_mailing": has_mail & ~is_twice & (rng.random(count) < 0.68),
    }


def _phones(client_id: np.ndarray) -> np.ndarray:
    """Return nine digits of a mobile number, no two clients' alike."""
    spread = client_id * 48_271 % 89_999_999
    return np.array(PREFIXES)[spread // 10_000_000] * 10_000_000 + spread % 10_000_000


def _emails(rows: Rows, number: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Return an address made of the client number that owns it, now and then typed in capitals."""
    is_firm = rows["is_firm"][number - rows["client_id"][0]]
    plain = (
        f"office@firm{n}.example" if firm else f"client{n}@{DOMAINS[n % len(DOMAINS)]}"
        for n, firm in zip(number.tolist(), is_firm.tolist(), strict=True)
    )
    capitals = zip(plain, (u < SHOUTED).tolist(), strict=True)
    return np.array([text.capitalize() if is_loud else text for text, is_loud in capitals], object)


def _cookies(rng: np.random.Generator, visits: np.ndarray) -> pa.Array:
    """Return the anonymous ids of each client's browsers."""
    ids = [f"{n:016x}" for n in rng.integers(0, 2**63, visits.sum()).tolist()]
    offsets = np.r_[0, np.cumsum(visits)].astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(ids, pa.string()))

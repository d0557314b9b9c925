"""Who buys, what is sold and who sells in the shop that does not exist."""

import numpy as np
import pandas as pd

CLIENT_COUNT = 2_000
COUNTRIES = ("GB", "IE", "FR", "DE", "NL")
COUNTRY_SHARES = (0.82, 0.06, 0.05, 0.04, 0.03)
CITIES = {
    "GB": "London",
    "IE": "Dublin",
    "FR": "Lille",
    "DE": "Hamburg",
    "NL": "Utrecht",
}
FIRST_NAMES = ("Ada", "Ben", "Chloe", "Dev", "Ewa", "Finn", "Grace", "Hugo", "Iris", "Jack")
LAST_NAMES = ("Archer", "Byrne", "Clarke", "Dubois", "Evans", "Fischer", "Green", "Hart", "Ito")

# what people and careless imports put into a name field; every report must show it as text
HOSTILE_NAMES = (
    "<script>alert('alba')</script>",
    '=HYPERLINK("http://alba.example","open")',
    "@SUM(A1:A9)",
    "Kim\r\nBcc: everyone@alba.example",
    "\u202etxt.exe",
    r"$\frac{1}{2}$ & sons",
    "x" * 5_000,
)

CATEGORIES = {
    "candles": 480,
    "ceramics": 1_450,
    "kitchen": 1_150,
    "lighting": 2_900,
    "paper": 320,
    "textiles": 1_800,
    "toys": 1_050,
    "garden": 1_300,
}
PRODUCT_COUNT = 150

# (name, role, hired on, day after the last working day, share of the orders)
STAFF = (
    ("Alice Moore", "lead", "2021-03-01", None, 0.20),
    ("Bruno Walsh", "sales", "2022-01-10", None, 0.17),
    ("Zoë <b>O'Neill</b>", "sales", "2022-06-01", None, 0.15),
    ("Dmytro Koval", "sales", "2023-02-01", None, 0.14),
    ("Esther Lindqvist-Papadopoulos", "sales", "2023-09-01", None, 0.12),
    ("Farah Aziz", "sales", "2024-02-01", "2025-04-01", 0.11),
    ("George Hill", "support", "2024-05-01", None, 0.06),
    ("Hana Sato", "sales", "2025-02-03", None, 0.05),
)


def make_customers(rng: np.random.Generator, day_count: int) -> pd.DataFrame:
    """Return one row per client, sorted by `first_day`, the day of the history they may first buy.

    About a third were clients before the history begins; `weight` says how often one buys.
    """
    first_day = np.sort(np.maximum(rng.integers(-day_count // 2, day_count - 20, CLIENT_COUNT), 0))
    country = rng.choice(COUNTRIES, CLIENT_COUNT, p=COUNTRY_SHARES)
    names = _person_names(rng)
    number = np.arange(1, CLIENT_COUNT + 1)
    return pd.DataFrame(
        {
            "id": number,
            "name": names,
            "kind": np.where(rng.random(CLIENT_COUNT) < 0.12, "C", "P"),
            "email": [f"client{n}@mail.example" for n in number],
            "phone": [f"+4420790{n:05d}" for n in number],
            "country": country,
            "city": [CITIES[code] for code in country],
            "is_test": number % 997 == 0,
            "first_day": first_day,
            "weight": rng.lognormal(0.0, 1.1, CLIENT_COUNT),
        }
    )


def _person_names(rng: np.random.Generator) -> list[str]:
    first = rng.choice(FIRST_NAMES, CLIENT_COUNT)
    last = rng.choice(LAST_NAMES, CLIENT_COUNT)
    names = [f"{a} {b}" for a, b in zip(first, last, strict=True)]
    names[: len(HOSTILE_NAMES)] = HOSTILE_NAMES
    return names


def make_products(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per product; prices are whole pence, `weight` says how well it sells."""
    category = np.resize(np.array(list(CATEGORIES)), PRODUCT_COUNT)
    usual = np.array([CATEGORIES[name] for name in category])
    price = (usual * rng.lognormal(0.0, 0.35, PRODUCT_COUNT)).astype(int) // 5 * 5 + 95
    number = np.arange(1, PRODUCT_COUNT + 1)
    return pd.DataFrame(
        {
            "id": number,
            "sku": [f"AG-{n:04d}" for n in number],
            "title": [f"{name} no. {n}" for name, n in zip(category, number, strict=True)],
            "category": category,
            "price_pence": price,
            "cost_pence": (price * 0.55).astype(int),
            "weight": 1.0 / rng.permutation(number) ** 0.8,
        }
    )


def make_staff() -> pd.DataFrame:
    """Return one row per employee, with the share of orders that each takes while employed."""
    staff = pd.DataFrame(STAFF, columns=["full_name", "position", "hired_on", "left_on", "share"])
    staff.insert(0, "id", np.arange(1, len(staff) + 1))
    staff["email"] = [f"staff{n}@alba.example" for n in staff["id"]]
    return staff

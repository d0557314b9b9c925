"""What is sold and who supplies it, which products go together, and when they are out of stock."""

import numpy as np

from sandbox.world.frame import Frame
from sandbox.world.values import NEVER, nullable

DAY = np.timedelta64(86_400_000_000, "us")
# category: usual price in kopecks, share of it that is margin, how well it sells
CATEGORIES = {
    "candles": (24_000, 0.52, 1.5),
    "ceramics": (68_000, 0.46, 1.0),
    "kitchen": (54_000, 0.38, 1.3),
    "lighting": (145_000, 0.33, 0.6),
    "paper": (16_000, 0.58, 1.4),
    "textiles": (90_000, 0.42, 1.0),
    "toys": (52_000, 0.35, 1.1),
    "garden": (65_000, 0.30, 0.8),
}
NAMES = {
    "candles": ("Свічка", "Свеча", "Candle"),
    "ceramics": ("Ваза", "Чашка", "Ceramic bowl"),
    "kitchen": ("Сковорода", "Кастрюля", "Chef's knife"),
    "lighting": ("Лампа", "Торшер", "Table lamp"),
    "paper": ("Листівка", "Открытка", "Notebook"),
    "textiles": ("Плед", "Скатертина", "Linen towel"),
    "toys": ("Конструктор", "Кукла", "Wooden train"),
    "garden": ("Лійка", "Кашпо", "Garden shears"),
}
SERIES = ("Верба", "Обрій", "Калина", "Nova", "Дніпро", "Aurora", "Криниця")
HOSTILE_PRODUCT, HOSTILE_TITLE = 29, 'Ваза "Діана" <b>12"</b>; =1+1'
SERVICE_SHARE = 0.03
SUPPLIERS_PER_PRODUCTS = 12
STOCK_OUTS_PER_PRODUCT = 0.5
DISCONTINUED_SHARE = 0.06
STRONG, WEAK = (0.40, 0.55), (0.12, 0.40)  # how strong a planted pair is, from and to


def write_goods(frame: Frame) -> None:
    """Write suppliers, products and the pairs that are bought together."""
    products = make_products(frame)
    frame.write("products", products)
    frame.plant("hostile title", "products", [HOSTILE_PRODUCT], "shown as text, never run")
    frame.write("suppliers", make_suppliers(frame))
    frame.write("truth/pairs", make_pairs(frame))


def make_products(frame: Frame) -> dict[str, np.ndarray]:
    """Return one row per product; each number sells the better the smaller it is."""
    rng, count = frame.rng("products"), frame.size.product_count
    number, names = np.arange(1, count + 1), list(CATEGORIES)
    category = np.array(names)[np.arange(count) % len(names)]
    usual = np.array([CATEGORIES[name][0] for name in category])
    margin = np.array([CATEGORIES[name][1] for name in category]) + rng.normal(0, 0.04, count)
    price = (usual * rng.lognormal(0.0, 0.4, count)).astype(int) // 500 * 500 + 900
    is_service = (rng.random(count) < SERVICE_SHARE) & (number > len(names))
    is_ended = (rng.random(count) < DISCONTINUED_SHARE) & (number > count // 3)
    ends = frame.size.day_count * (0.3 + 0.6 * rng.random(count))
    ended = np.datetime64(frame.start, "us") + ends.astype(int) * DAY
    return {
        "product_id": number,
        "sku": [f"VS-{n:05d}" for n in number],
        "title": [_title(name, n) for name, n in zip(category, number.tolist(), strict=True)],
        "category": category,
        "price": price,
        "cost": (price * (1 - margin)).astype(int),
        "discontinued_at": np.where(is_ended, ended, NEVER),
        "supplier_id": nullable(1 + rng.integers(0, supplier_count(frame), count), is_service),
        "is_service": is_service,
    }


def make_suppliers(frame: Frame) -> dict[str, np.ndarray]:
    """Return one row per supplier, some quick and some slow."""
    rng, count = frame.rng("suppliers"), supplier_count(frame)
    number = np.arange(1, count + 1)
    return {
        "supplier_id": number,
        "name": [f"Постачальник {n}" for n in number],
        "lead_time_days": rng.choice([3, 7, 14, 21, 45], count, p=[0.2, 0.3, 0.3, 0.15, 0.05]),
        "email": [f"orders@supplier{n}.example" for n in number],
    }


def make_pairs(frame: Frame) -> dict[str, np.ndarray]:
    """Return the planted pairs; `strength` is how often who buys A is made to buy B with it.

    Some begin with a best seller and are strong, so that a small company's rules find them too.
    """
    rng, products = frame.rng("truth/pairs"), frame.size.product_count
    count = max(products // 15, 4)
    strong = count * 2 // 5
    best = rng.permutation(np.arange(2, 2 + max(products // 10, strong)))[:strong]
    usual = np.setdiff1d(np.arange(1, 1 + products * 2 // 3), best)
    others = rng.permutation(usual)[: 2 * count - strong]
    strength = np.r_[rng.uniform(*STRONG, strong), rng.uniform(*WEAK, count - strong)]
    return {
        "product_a": np.r_[best, others[: count - strong]],
        "product_b": others[count - strong :],
        "strength": np.round(strength, 2),
    }


def make_stock_outs(frame: Frame) -> dict[str, np.ndarray]:
    """Return the days (numbered from the first) in which a product cannot be sold: [from, until).

    The best sellers of one category are out for three weeks at once near the end.
    """
    rng = frame.rng("stock_outs")
    count = rng.poisson(
        STOCK_OUTS_PER_PRODUCT * frame.size.day_count / 365 * frame.size.product_count
    )
    product = rng.integers(1, frame.size.product_count + 1, count)
    begin = rng.integers(20, frame.size.day_count, count)
    planted = np.arange(2, frame.size.product_count + 1, len(CATEGORIES))[:4]
    begin = np.r_[begin, np.full(len(planted), frame.size.day_count - 52)]
    length = np.r_[rng.integers(4, 25, count), np.full(len(planted), 21)]
    return {"product_id": np.r_[product, planted], "first": begin, "until": begin + length}


def is_offered(frame: Frame, products: dict[str, np.ndarray]) -> np.ndarray:
    """Say for each day (rows) which products (columns, by id) are in the catalogue."""
    midnights = np.datetime64(frame.start, "us") + np.arange(frame.size.day_count) * DAY
    return ~(products["discontinued_at"] <= midnights[:, None])


def is_in_stock(frame: Frame, products: dict[str, np.ndarray]) -> np.ndarray:
    """Say for each day (rows) which products (columns, by id) can be had; services always can."""
    can = np.ones((frame.size.day_count, frame.size.product_count), bool)
    for product, first, until in zip(*make_stock_outs(frame).values(), strict=True):
        can[first:until, product - 1] = False
    return can | products["is_service"]


def popularity(frame: Frame, products: dict[str, np.ndarray]) -> np.ndarray:
    """Return how well each product sells against the others: few sell most."""
    share = np.array([CATEGORIES[name][2] for name in products["category"]])
    return share / products["product_id"] ** 0.6


def supplier_count(frame: Frame) -> int:
    """Return how many suppliers the company has."""
    return max(frame.size.product_count // SUPPLIERS_PER_PRODUCTS, 3)


def _title(category: str, number: int) -> str:
    if number == HOSTILE_PRODUCT:
        return HOSTILE_TITLE
    name = NAMES[category][number // len(CATEGORIES) % 3]
    return f"{name} «{SERIES[number % len(SERIES)]}» {number}"

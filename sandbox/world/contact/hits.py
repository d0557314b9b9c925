"""Sessions spelled out as hits: pages, the basket, the login, the purchase."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.world.contact.contacts import history_end, seconds
from sandbox.world.contact.labels import ids_or_null
from sandbox.world.frame import Frame, TableWriter
from sandbox.world.texts.phrases import joined, only_if
from sandbox.world.values import pick, run_sums, within

CART_SHARE, GENERAL_SHARE = 0.22, 0.3
KINDS = ("page_view", "add_to_cart", "identify", "purchase")
PAGE, CART, IDENTIFY, PURCHASE = range(4)
SITE = "https://vesna.example"
# what the address says of each channel: source, medium; and where the visitor came from
MARKS = {
    "ads_search": ("google", "cpc", "https://www.google.com/"),
    "ads_social": ("instagram", "paid_social", "https://l.instagram.com/"),
    "marketplace": ("marketplace", "referral", "https://market.example/vesna"),
    "referral": ("friend", "referral", "https://t.me/"),
    "mailing": ("mailchimp", "email", None),
    None: (None, None, None),
}
MAILING, NO_MARK = len(MARKS) - 2, len(MARKS) - 1
PAID = tuple(MARKS)[:2]  # the channels whose ads have names

Rows = dict[str, Any]


def write_hits(
    writer: TableWriter,
    rng: np.random.Generator,
    frame: Frame,
    sessions: Rows,
    skus: list[str],
) -> None:
    """Write the hits of sessions; what would come after the history is left out."""
    hits = _spelled_out(rng, sessions)
    kept = hits["happened_at"] < history_end(frame)
    hits = {name: values[kept] for name, values in hits.items()}
    session, kind = hits["session"], hits["kind"]
    mark = np.where(hits["place"] == 0, sessions["mark"][session], NO_MARK)
    source, medium, referrer = (pick([one[n] for one in MARKS.values()], mark) for n in range(3))
    writer.write(
        {
            "hit_id": joined("h", pa.array(writer.take_ids(len(kind))).cast(pa.string())),
            "anonymous_id": pa.array(sessions["cookie"], pa.string()).take(pa.array(session)),
            "client_id": ids_or_null(
                np.where(_is_known(sessions, hits), sessions["client_id"][session], 0)
            ),
            "happened_at": hits["happened_at"],
            "kind": pick(KINDS, kind),
            "url": _addresses(rng, kind, sessions["order_id"][session], skus),
            "referrer": referrer,
            "utm_source": source,
            "utm_medium": medium,
            "utm_campaign": _campaigns(rng, mark, sessions["campaign_id"][session]),
        }
    )


def _is_known(sessions: Rows, hits: Rows) -> np.ndarray:
    """Say of each hit whether the owner of the browser has logged in by then."""
    browser = sessions["browser"][hits["session"]]
    never = np.datetime64("2200-01-01", "us")
    login_at = np.full(int(browser.max(initial=0)) + 1, never)
    logs_in = hits["kind"] == IDENTIFY
    login_at[browser[logs_in]] = hits["happened_at"][logs_in]
    return hits["happened_at"] >= login_at[browser]


def _campaigns(rng: np.random.Generator, mark: np.ndarray, campaign_id: np.ndarray) -> pa.Array:
    """Return the name of the ad or the number of the mailing that each marked hit came by."""
    ads = [f"{name}_{word}" for name in PAID for word in ("brand", "season")]
    part = rng.integers(0, 2, len(mark))
    named = pick([*ads, None], np.where(mark < len(PAID), mark * 2 + part, len(ads)))
    mailing = pa.array(campaign_id).cast(pa.string())
    return pc.if_else(pa.array(mark == MAILING), mailing, named)


def _spelled_out(rng: np.random.Generator, sessions: Rows) -> Rows:
    """Spell sessions out as hits: pages, the basket, the login, the purchase, in this order."""
    is_order = sessions["order_id"] > 0
    has_cart = is_order | (rng.random(len(is_order)) < CART_SHARE)
    tail = np.stack([is_order, sessions["logs_in"], has_cart]).astype(int)
    length = rng.geometric(0.38, len(is_order)) + tail.sum(axis=0)
    session, place = np.repeat(np.arange(len(length)), length), within(length)
    left = (length - 1)[session] - place
    kind, before = np.full(len(left), PAGE), np.zeros(len(left), int)
    for flag, name in zip(tail, (PURCHASE, IDENTIFY, CART), strict=True):
        kind = np.where((flag[session] == 1) & (left == before), name, kind)
        before = before + flag[session]
    ran = run_sums(np.maximum(rng.gamma(1.3, 38.0, len(left)), 1).astype(np.int64), length)
    whole = ran[np.cumsum(length) - 1] if len(ran) else ran
    is_opened = (sessions["campaign_id"] > 0)[session]
    happened = sessions["moment"][session] + seconds(np.where(is_opened, ran, ran - whole[session]))
    return {"session": session, "place": place, "kind": kind, "happened_at": happened}


def _addresses(
    rng: np.random.Generator, kind: np.ndarray, order_id: np.ndarray, skus: list[str]
) -> pa.Array:
    general = ("/", "/sale", "/delivery")
    pages = [*general, *(f"/product/{sku}" for sku in skus)]
    pages += ["/cart", "/login", "/checkout/done?order="]  # in the order of the other kinds
    of_product = rng.integers(len(general), len(general) + len(skus), len(kind))
    is_general = rng.random(len(kind)) < GENERAL_SHARE
    at = np.where(is_general, rng.integers(0, len(general), len(kind)), of_product)
    at = np.where(kind == PAGE, at, len(general) + len(skus) + kind - 1)
    number = only_if(kind == PURCHASE, pa.array(order_id).cast(pa.string()))
    return joined(pick([f"{SITE}{page}" for page in pages], at), number)

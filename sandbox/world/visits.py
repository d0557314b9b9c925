"""Visits to the site: anonymous until somebody logs in, with the mark of the ad that led there."""

from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.world.contacts import at_hours, occasions, people_of, seconds
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.labels import ids_or_null
from sandbox.world.texts.phrases import joined, only_if
from sandbox.world.values import pick, run_sums, within

A_MONTH, STRANGERS_SHARE = 0.9, 0.45
LOGIN_SHARE, CART_SHARE, MARKED_SHARE, GENERAL_SHARE = 0.18, 0.22, 0.45, 0.3
KINDS = ("page_view", "add_to_cart", "identify", "purchase")
PAGE, CART, IDENTIFY, PURCHASE = range(4)
SITE = "https://vesna.example"
# what the address says of each channel: source, medium; and where the visitor came from
MARKS = {
    "ads_search": ("google", "cpc", "https://www.google.com/"),
    "ads_social": ("instagram", "paid_social", "https://l.instagram.com/"),
    "marketplace": ("marketplace", "referral", "https://market.example/vesna"),
    "referral": ("friend", "referral", "https://t.me/"),
    None: (None, None, None),
}
NO_MARK = len(MARKS) - 1
PAID = tuple(MARKS)[:2]  # the channels whose ads have names

Rows = dict[str, Any]


def write_visits(frame: Frame) -> None:
    """Write the hits of every block of clients and of strangers who never say who they are."""
    skus = frame.read("select sku from products order by product_id")["sku"].tolist()
    with frame.writer("web_hits") as writer:
        for block in frame.blocks():
            rng = frame.rng("web_hits", block.number)
            sessions = make_sessions(rng, frame, block)
            _write(writer, rng, sessions, skus)


def make_sessions(rng: np.random.Generator, frame: Frame, block: Block) -> Rows:
    """Return one row per session, browser by browser, by time.

    `browser` is the position in `cookies`; `is_known` says that its owner has logged in before.
    """
    people = people_of(frame, block)
    owned = [len(one) for one in people["anonymous_ids"]]
    has_cookie = np.array(owned) > 0
    row, day = occasions(rng, frame, people, A_MONTH * has_cookie)
    orders = _web_orders(frame, block)
    strangers = int(len(row) * STRANGERS_SHARE)
    known = np.concatenate([row, orders["client_id"] - block.first_id])
    cookies, first = _cookies(rng, people, owned, strangers)
    browser = first[known] + (rng.random(len(known)) * np.maximum(owned, 1)[known]).astype(int)
    browsed_at = at_hours(rng, frame, day, 7, 24)
    strange_day = rng.integers(0, frame.size.day_count, strangers)
    sessions = {
        "row": np.r_[known, np.full(strangers, -1)],
        "browser": np.r_[browser, len(cookies) - strangers + np.arange(strangers)],
        "moment": np.r_[browsed_at, orders["created_at"], at_hours(rng, frame, strange_day, 7, 24)],
        "order_id": np.r_[row * 0, orders["order_id"], np.zeros(strangers, np.int64)],
    }
    order = np.lexsort((sessions["moment"], sessions["browser"]))
    sessions = {name: values[order] for name, values in sessions.items()}
    _log_in(rng, sessions)
    _mark(rng, people, sessions)
    owner = np.r_[people["client_id"], 0][sessions["row"]]
    return sessions | {"cookie": cookies[sessions["browser"]], "client_id": owner}


def _web_orders(frame: Frame, block: Block) -> Rows:
    return frame.read(
        """select order_id, client_id, created_at from orders
        where unit = 'retail' and channel = 'web' and client_id between $1 and $2
        order by order_id""",
        [block.first_id, block.last_id],
    )


def _cookies(
    rng: np.random.Generator, people: Rows, owned: list[int], strangers: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return every anonymous id, and where each client's begin; a guest gets one of their own."""
    counts = np.maximum(owned, 1)
    guests = [f"{n:016x}" for n in rng.integers(0, 2**63, len(owned) + strangers).tolist()]
    mine = zip(people["anonymous_ids"], guests, strict=False)
    cookies = [cookie for ids, guest in mine for cookie in (ids if len(ids) else [guest])]
    return np.array([*cookies, *guests[len(owned) :]], object), np.cumsum(counts) - counts


def _log_in(rng: np.random.Generator, sessions: Rows) -> None:
    """Say in which session of each browser its owner logs in, and which come after it."""
    is_order = sessions["order_id"] > 0
    may = (sessions["row"] >= 0) & (rng.random(len(is_order)) < LOGIN_SHARE)
    logs_in = is_order | may
    place = np.arange(len(logs_in))
    browsers, begin = np.unique(sessions["browser"], return_index=True)
    ends = np.r_[begin[1:], len(logs_in)]
    first = np.full(len(logs_in), len(logs_in))
    if len(browsers):
        when = np.minimum.reduceat(np.where(logs_in, place, len(logs_in)), begin)
        first = np.repeat(when, ends - begin)
    sessions["logs_in"] = place == first
    sessions["is_known"] = place > first


def _mark(rng: np.random.Generator, people: Rows, sessions: Rows) -> None:
    """Give sessions the mark of the ad that led to them: of the client's channel, or any."""
    names = list(MARKS)
    own = np.array([names.index(one) if one in MARKS else NO_MARK for one in people["channel_id"]])
    any_of = rng.integers(0, len(names), len(sessions["row"]))
    of_channel = np.r_[own, NO_MARK][sessions["row"]]
    is_marked = rng.random(len(any_of)) < MARKED_SHARE
    channel = np.where(sessions["row"] < 0, any_of, of_channel)
    sessions["mark"] = np.where(is_marked, channel, NO_MARK)


def _write(writer: TableWriter, rng: np.random.Generator, sessions: Rows, skus: list[str]) -> None:
    hits = _spelled_out(rng, sessions)
    session, kind = hits["session"], hits["kind"]
    is_known = sessions["is_known"][session] | np.isin(kind, (IDENTIFY, PURCHASE))
    mark = np.where(hits["place"] == 0, sessions["mark"][session], NO_MARK)
    part = rng.integers(0, 2, len(sessions["mark"]))[session]
    source, medium, referrer = (pick([one[n] for one in MARKS.values()], mark) for n in range(3))
    ads = [f"{name}_{word}" for name in PAID for word in ("brand", "season")]
    writer.write(
        {
            "hit_id": joined("h", pa.array(writer.take_ids(len(kind))).cast(pa.string())),
            "anonymous_id": pa.array(sessions["cookie"], pa.string()).take(pa.array(session)),
            "client_id": ids_or_null(np.where(is_known, sessions["client_id"][session], 0)),
            "happened_at": hits["happened_at"],
            "kind": pick(KINDS, kind),
            "url": _addresses(rng, kind, sessions["order_id"][session], skus),
            "referrer": referrer,
            "utm_source": source,
            "utm_medium": medium,
            "utm_campaign": pick(
                [*ads, None], np.where(mark < len(PAID), mark * 2 + part, len(ads))
            ),
        }
    )


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
    happened = sessions["moment"][session] - seconds(whole[session] - ran)
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

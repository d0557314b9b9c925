"""Visits to the site: anonymous until somebody logs in, with the mark of the ad that led there."""

from typing import Any

import numpy as np

from sandbox.world.contact.contacts import at_hours, occasions, people_of
from sandbox.world.contact.hits import MAILING, MARKS, NO_MARK, write_hits
from sandbox.world.frame import Block, Frame

A_MONTH, STRANGERS_SHARE = 0.9, 0.45
LOGIN_SHARE, MARKED_SHARE = 0.18, 0.45

Rows = dict[str, Any]


def write_visits(frame: Frame) -> None:
    """Write the hits of every block of clients and of strangers who never say who they are."""
    skus = frame.read("select sku from products order by product_id")["sku"].tolist()
    with frame.writer("web_hits") as writer:
        for block in frame.blocks():
            rng = frame.rng("web_hits", block.number)
            sessions = make_sessions(rng, frame, block)
            write_hits(writer, rng, frame, sessions, skus)


def make_sessions(rng: np.random.Generator, frame: Frame, block: Block) -> Rows:
    """Return one row per session, browser by browser, by time.

    A session ends at its `moment`, but one that a click in a mailing opens begins there. `logs_in`
    marks the session of each browser in which its owner logs in, if ever.
    """
    people = people_of(frame, block)
    owned = np.array([len(one) for one in people["anonymous_ids"]])
    sessions = _begun(rng, frame, block, people, owned > 0)
    is_known = sessions["row"] >= 0
    cookies, first = _cookies(rng, people, owned, int((~is_known).sum()))
    row = sessions["row"][is_known]
    which = (rng.random(len(row)) * np.maximum(owned, 1)[row]).astype(int)
    guests = np.arange(len(cookies) - (~is_known).sum(), len(cookies))
    sessions["browser"] = np.r_[first[row] + which, guests]
    order = np.lexsort((sessions["moment"], sessions["browser"]))
    sessions = {name: values[order] for name, values in sessions.items()}
    _log_in(rng, sessions)
    _mark(rng, people, sessions)
    owner = np.r_[people["client_id"], 0][sessions["row"]]
    return sessions | {"cookie": cookies[sessions["browser"]], "client_id": owner}


def _begun(
    rng: np.random.Generator, frame: Frame, block: Block, people: Rows, has_cookie: np.ndarray
) -> Rows:
    """Say whose sessions there are (`row`, -1: a stranger's, these last), when, and what of."""
    row, day = occasions(rng, frame, people, A_MONTH * has_cookie)
    orders, clicks = _web_orders(frame, block), _clicks(frame, block)
    strange_day = rng.integers(0, frame.size.day_count, int(len(row) * STRANGERS_SHARE))
    browsed_at, strange_at = (at_hours(rng, frame, one, 7, 24) for one in (day, strange_day))
    nobody = np.full(len(strange_day), -1)
    parts = (
        (row, browsed_at, 0, 0),
        (orders["client_id"] - block.first_id, orders["created_at"], orders["order_id"], 0),
        (clicks["client_id"] - block.first_id, clicks["happened_at"], 0, clicks["campaign_id"]),
        (nobody, strange_at, 0, 0),
    )
    names = ("row", "moment", "order_id", "campaign_id")
    full = [[np.broadcast_to(column, part[0].shape) for column in part] for part in parts]
    return {name: np.concatenate([part[n] for part in full]) for n, name in enumerate(names)}


def _web_orders(frame: Frame, block: Block) -> Rows:
    return frame.read(
        """select order_id, client_id, created_at from orders
        where unit = 'retail' and channel = 'web' and client_id between $1 and $2
        order by order_id""",
        [block.first_id, block.last_id],
    )


def _clicks(frame: Frame, block: Block) -> Rows:
    return frame.read(
        """select event_id, client_id, happened_at, campaign_id from campaign_events
        where kind = 'clicked' and system = 'mailchimp' and client_id between $1 and $2
        order by event_id""",
        [block.first_id, block.last_id],
    )


def _cookies(
    rng: np.random.Generator, people: Rows, owned: np.ndarray, strangers: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return every anonymous id, and where each client's begin; a guest gets one of their own."""
    counts = np.maximum(owned, 1)
    guests = [f"{n:016x}" for n in rng.integers(0, 2**63, len(owned) + strangers).tolist()]
    mine = zip(people["anonymous_ids"], guests, strict=False)
    cookies = [cookie for ids, guest in mine for cookie in (ids if len(ids) else [guest])]
    return np.array([*cookies, *guests[len(owned) :]], object), np.cumsum(counts) - counts


def _log_in(rng: np.random.Generator, sessions: Rows) -> None:
    """Say in which session of each browser its owner logs in: the first that needs it."""
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


def _mark(rng: np.random.Generator, people: Rows, sessions: Rows) -> None:
    """Give sessions the mark of the ad that led to them: of the client's channel, or any."""
    names = list(MARKS)
    own = np.array([names.index(one) if one in MARKS else NO_MARK for one in people["channel_id"]])
    any_of = rng.integers(0, MAILING, len(sessions["row"]))
    of_channel = np.r_[own, NO_MARK][sessions["row"]]
    is_marked = rng.random(len(any_of)) < MARKED_SHARE
    channel = np.where(sessions["row"] < 0, any_of, of_channel)
    mark = np.where(is_marked, channel, NO_MARK)
    sessions["mark"] = np.where(sessions["campaign_id"] > 0, MAILING, mark)

"""Mailings to clients: who is in them, what happens to each letter, who wants no more of them.

`truth.lifts` says how many orders a campaign added, within two weeks, to the mean member that it
was sent to: those who never buy and those who are gone count as members whom it cannot move.
"""

from contextlib import ExitStack
from typing import Any

import numpy as np

from sandbox.world.contact.contacts import history_end, people_of, seconds
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.people.consents import Consents
from sandbox.world.texts.grammar import Writer
from sandbox.world.trade.promotions import (
    HOLDOUT_SHARE,
    WINDOW_DAYS,
    Promotion,
    members,
    promotions,
)
from sandbox.world.values import pick

TABLES = ("campaign_members", "campaign_events", "consents")
KINDS = ("sent", "delivered", "opened", "clicked", "bounced", "unsubscribed", "complained")
SENT, DELIVERED, OPENED, CLICKED, BOUNCED, UNSUBSCRIBED, COMPLAINED = range(7)
DEAD_BOX_SHARE, FULL_BOX_SHARE = 0.012, 0.01
OPENED_SHARE, CLICKED_SHARE, TWICE_SHARE = 0.32, 0.16, 0.25
UNSUBSCRIBED_SHARE, COMPLAINED_SHARE = 0.006, 0.0012  # of those who opened
# by client number, so that the smallest company has them too: who leaves or complains as soon as
# they open a letter, and whose box is dead
LEAVING, COMPLAINING, DEAD = (25, 20), (40, 14), (70, 3)
GONE_FACTOR = 0.3
SITE = "https://vesna.example"

Rows = dict[str, Any]


def write_campaigns(frame: Frame) -> None:
    """Write campaigns, their members and events, consents, and the truth of each lift."""
    plan = promotions(frame)
    sums = np.zeros((len(plan), 2))
    with ExitStack() as stack:
        writers = {name: stack.enter_context(frame.writer(name)) for name in TABLES}
        for block in frame.blocks():
            sums += _write_block(frame, block, plan, writers)
    audience, lift = sums[:, 0].astype(np.int64), sums[:, 1] / np.maximum(sums[:, 0], 1)
    ids = np.array([one.campaign_id for one in plan])
    frame.write("truth/lifts", {"campaign_id": ids, "lift": np.round(lift, 4)})
    frame.write("campaigns", _campaigns(frame, plan, audience))


def _campaigns(frame: Frame, plan: list[Promotion], audience: np.ndarray) -> Rows:
    rng, count = frame.rng("campaigns"), len(plan)
    titles = frame.read("select title from products order by product_id")["title"].tolist()
    language = np.ones(count, np.int64)
    writer = Writer(rng, language, rng.integers(0, len(titles), count), titles)
    return {
        "campaign_id": [one.campaign_id for one in plan],
        "system": [one.system for one in plan],
        "name": [f"{one.unit} {one.sent_at:%Y-%m-%d}" for one in plan],
        "subject": writer.phrase("campaign_subjects"),
        "sent_at": np.array([one.sent_at for one in plan], "datetime64[us]"),
        "audience_count": audience,
        "holdout_share": [HOLDOUT_SHARE] * count,
    }


def _write_block(
    frame: Frame, block: Block, plan: list[Promotion], writers: dict[str, TableWriter]
) -> np.ndarray:
    """Write one block; returns how many each campaign went to, and the orders that it added."""
    rng = frame.rng("campaign_events", block.number)
    people = people_of(frame, block)
    count = len(people["client_id"])
    consents = Consents(rng, people)
    people["eager"] = rng.beta(1.6, 3.4, count) / 0.32
    is_dead = rng.random(count) < DEAD_BOX_SHARE
    people["is_dead"] = is_dead | _is_one(people["client_id"], DEAD)
    people["stays"] = np.ones(count, bool)
    sums = []
    for one in plan:
        is_member, is_held = members(one, people)
        is_there = is_member & people["stays"] & (people["ended_at"] > np.datetime64(one.sent_at))
        _write_members(writers["campaign_members"], one, people, is_there, is_held)
        written = np.flatnonzero(is_there & ~is_held)
        events = _events(rng, frame, one, people, written)
        _write_events(writers["campaign_events"], one, people, events)
        leaves = np.isin(events["kind"], (UNSUBSCRIBED, COMPLAINED))
        consents.withdraw(events["row"][leaves], events["happened_at"][leaves])
        people["stays"][events["row"][leaves]] = False
        sums.append((len(written), _added(one, people)[written].sum()))
    consents.write(writers["consents"])
    return np.array(sums)


def _added(one: Promotion, people: Rows) -> np.ndarray:
    """Return the orders that a promotion adds on average to each person: none who is gone."""
    day = (np.datetime64(one.sent_at, "us") - people["start"]) // np.timedelta64(1, "D")
    usual = 1 - np.exp(-WINDOW_DAYS / people["mean_gap"])
    lift = np.maximum(one.lift, -usual) if one.lift < 0 else one.lift
    return np.where((people["gone"] > day) & ~np.isnan(people["mean_gap"]), lift, 0.0)


def _write_members(
    writer: TableWriter, one: Promotion, people: Rows, is_there: np.ndarray, is_held: np.ndarray
) -> None:
    writer.write(
        {
            "campaign_id": np.full(is_there.sum(), one.campaign_id),
            "client_id": people["client_id"][is_there],
            "is_holdout": is_held[is_there],
        }
    )


def _events(
    rng: np.random.Generator, frame: Frame, one: Promotion, people: Rows, row: np.ndarray
) -> Rows:
    """Return what happens to each letter of a campaign, by kind; nothing after the history."""
    count = len(row)
    day = (np.datetime64(one.sent_at, "us") - people["start"]) / np.timedelta64(1, "D")
    sent = np.datetime64(one.sent_at, "us") + seconds(rng.integers(0, 1_500, count))
    bounces = people["is_dead"][row] | (rng.random(count) < FULL_BOX_SHARE)
    arrived = sent + seconds(rng.integers(1, 90, count))
    eager = people["eager"][row] * np.where(people["gone"][row] <= day, GONE_FACTOR, 1.0)
    kinds = (
        (SENT, np.ones(count, bool), sent),
        (DELIVERED, ~bounces, arrived),
        (BOUNCED, bounces, arrived),
        *_reactions(rng, ~bounces, arrived, eager, people["client_id"][row]),
    )
    events = {
        "row": np.concatenate([row[which] for _, which, _ in kinds]),
        "kind": np.concatenate([np.full(which.sum(), kind) for kind, which, _ in kinds]),
        "happened_at": np.concatenate([moment[which] for _, which, moment in kinds]),
    }
    kept = events["happened_at"] < history_end(frame)
    return {name: values[kept] for name, values in events.items()}


def _reactions(
    rng: np.random.Generator,
    is_there: np.ndarray,
    arrived: np.ndarray,
    eager: np.ndarray,
    client_id: np.ndarray,
) -> tuple[tuple[int, np.ndarray, np.ndarray], ...]:
    """Draw who opens, clicks, opens again, leaves or complains: (kind, who, when) of each."""
    count = len(is_there)
    opens = is_there & (rng.random(count) < OPENED_SHARE * eager)
    opened = arrived + seconds(np.exp(rng.normal(9.4, 1.6, count)))
    clicks = opens & (rng.random(count) < CLICKED_SHARE * eager)
    clicked = opened + seconds(rng.integers(4, 400, count))
    again = opens & (rng.random(count) < TWICE_SHARE)
    leaves = opens & ((rng.random(count) < UNSUBSCRIBED_SHARE) | _is_one(client_id, LEAVING))
    complains = (rng.random(count) < COMPLAINED_SHARE) | _is_one(client_id, COMPLAINING)
    return (
        (OPENED, opens, opened),
        (OPENED, again, opened + seconds(rng.exponential(90_000, count))),
        (CLICKED, clicks, clicked),
        (UNSUBSCRIBED, leaves, clicked + seconds(np.full(count, 9))),
        (COMPLAINED, opens & ~leaves & complains, clicked + seconds(np.full(count, 30))),
    )


def _is_one(client_id: np.ndarray, place: tuple[int, int]) -> np.ndarray:
    """Say which clients are the n-th of every so many."""
    every, number = place
    return client_id % every == number


def _write_events(writer: TableWriter, one: Promotion, people: Rows, events: Rows) -> None:
    row, kind = events["row"], events["kind"]
    page = f"{SITE}/?utm_source={one.system}&utm_medium=email&utm_campaign={one.campaign_id}"
    writer.write(
        {
            "event_id": writer.take_ids(len(row)),
            "campaign_id": np.full(len(row), one.campaign_id),
            "system": pick([one.system], np.zeros(len(row), int)),
            "client_id": people["client_id"][row],
            "email": people["email"][row],
            "kind": pick(KINDS, kind),
            "happened_at": events["happened_at"],
            "url": pick([None, page], (kind == CLICKED).astype(int)),
        }
    )

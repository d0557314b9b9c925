"""Surveys: satisfaction after requests, recommendation by quarter, both telling of what is true.

After a request the score falls with the days it took, with every return to a former step and with
the sorrow it was written in. Who is soon gone recommends the company less.
"""

from typing import Any

import numpy as np

from sandbox.world.contact.contacts import LANGUAGE_CODES, at_hours, history_end, people_of, seconds
from sandbox.world.contact.labels import Notes, ids_or_null, is_hostile, some
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.texts.grammar import MIXED, NEGATIVE, NEUTRAL, POSITIVE, Meaning, Writer
from sandbox.world.values import draw, pick

ANSWERED_SHARE, COMMENTED_SHARE = 0.38, 0.45
QUARTER_DAYS, ASKED_SHARE, NPS_ANSWERED_SHARE = 91, 0.4, 0.3
SOON_GONE_DAYS = 120
TOPIC_SHARES = (0.2, 0.18, 0.16, 0.28, 0.1, 0.08)
# the sentiment of the comment by how good the score is, from worst to best
BY_SCORE = np.array([NEGATIVE, NEGATIVE, MIXED, POSITIVE, POSITIVE])

Rows = dict[str, Any]


def write_surveys(frame: Frame, notes: Notes) -> None:
    """Write the answers to surveys; requests and their truth must have been written."""
    titles = frame.read("select title from products order by product_id")["title"].tolist()
    with frame.writer("surveys") as writer:
        for block in frame.blocks():
            rng = frame.rng("surveys", block.number)
            parts = [after_requests(rng, frame, block), by_quarter(rng, frame, block)]
            rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
            _write(writer, rng, rows, titles, notes)


def after_requests(rng: np.random.Generator, frame: Frame, block: Block) -> Rows:
    """Return answers from one to five after requests that were closed."""
    found = frame.read(
        """select requests.request_id, requests.client_id, email, clients.language, resolved_at,
            epoch(resolved_at - requests.created_at) / 86400 as days, step_count
        from requests join clients using (client_id) join (
            select request_id, count(*) as step_count from request_events group by request_id
        ) as walked using (request_id)
        where resolved_at is not null and requests.client_id between $1 and $2
        order by requests.request_id""",
        [block.first_id, block.last_id],
    )
    count = len(found["request_id"])
    quality = 4.9 - 0.22 * np.minimum(found["days"], 8) - 0.35 * (found["step_count"] - 5)
    score = np.clip(np.rint(quality + rng.normal(0, 1.0, count)), 1, 5).astype(np.int64)
    asked = found["resolved_at"] + seconds(rng.integers(600, 7_200, count))
    answered = asked + seconds(np.exp(rng.normal(9.6, 1.5, count)))
    is_answered = (rng.random(count) < ANSWERED_SHARE) & (answered < history_end(frame))
    rows = {
        "client_id": found["client_id"],
        "email": np.ma.filled(found["email"], ""),
        "code": np.array([LANGUAGE_CODES[one] for one in found["language"]], np.int64),
        "score": score,
        "level": score - 1,
        "asked_at": asked,
        "answered_at": answered,
        "request_id": found["request_id"],
        "is_nps": np.zeros(count, bool),
    }
    return {name: values[is_answered] for name, values in rows.items()}


def by_quarter(rng: np.random.Generator, frame: Frame, block: Block) -> Rows:
    """Return answers from zero to ten of clients asked in the middle of each quarter."""
    people = people_of(frame, block)
    count, parts = len(people["client_id"]), []
    for day in range(QUARTER_DAYS // 2, frame.size.day_count, QUARTER_DAYS):
        is_there = (people["first"] < day) & (day < people["last"]) & (people["address"] != "")
        answers = rng.random(count) < ASKED_SHARE * NPS_ANSWERED_SHARE
        parts.append((np.flatnonzero(is_there & answers & (people["gone"] > day)), day))
    row = np.concatenate([rows for rows, _ in parts])
    day = np.repeat([day for _, day in parts], [len(rows) for rows, _ in parts])
    soon_gone = people["gone"][row] - day < SOON_GONE_DAYS
    drawn = rng.normal(np.where(soon_gone, 5.6, 8.5), 1.7)
    score = np.clip(np.rint(drawn), 0, 10).astype(np.int64)
    asked = at_hours(rng, frame, day, 10, 11)
    rows = {
        "client_id": people["client_id"][row],
        "email": people["address"][row],
        "code": people["code"][row],
        "score": score,
        "level": np.clip((score - 2) // 2, 0, 4),
        "asked_at": asked,
        "answered_at": asked + seconds(np.exp(rng.normal(10.0, 1.5, len(row)))),
        "request_id": np.zeros(len(row), np.int64),
        "is_nps": np.ones(len(row), bool),
    }
    return {name: values[rows["answered_at"] < history_end(frame)] for name, values in rows.items()}


def _write(
    writer: TableWriter, rng: np.random.Generator, rows: Rows, titles: list[str], notes: Notes
) -> None:
    order = np.lexsort((rows["client_id"], rows["answered_at"]))
    rows = {name: values[order] for name, values in rows.items()}
    count, zero = len(order), np.zeros(len(order), np.int64)
    ids = writer.take_ids(count)
    sentiment = np.where(rng.random(count) < 0.12, NEUTRAL, BY_SCORE[rows["level"]])
    meaning = Meaning(rows["code"], sentiment, draw(rng, count, TOPIC_SHARES), zero, zero)
    text = Writer(rng, rows["code"], rng.integers(0, len(titles), count), titles).review(meaning)
    is_commented = (rng.random(count) < COMMENTED_SHARE) | is_hostile(ids)
    writer.write(
        {
            "response_id": ids,
            "kind": pick(("csat", "nps"), rows["is_nps"].astype(int)),
            "client_id": rows["client_id"],
            "email": some(rows["email"], rows["email"] != ""),
            "score": rows["score"],
            "comment": some(notes.plant("surveys", ids, text), is_commented),
            "asked_at": rows["asked_at"],
            "answered_at": rows["answered_at"],
            "request_id": ids_or_null(rows["request_id"]),
            "order_id": ids_or_null(zero),
        }
    )
    notes.label("survey", ids, meaning, is_commented)

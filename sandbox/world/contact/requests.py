"""Requests of both units through six steps, some of them back to a former one."""

from typing import Any

import numpy as np

from sandbox.world.contact.contacts import at_hours, history_end, occasions, people_of, seconds
from sandbox.world.contact.labels import Notes, ids_or_null
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.people.duty import Duty, on_duty
from sandbox.world.texts.grammar import NEGATIVE, Meaning, Writer
from sandbox.world.texts.phrases import LANGUAGES
from sandbox.world.values import NEVER, draw, pick

A_MONTH = {"retail": 0.045, "wholesale": 0.09}
UNITS = ("retail", "wholesale")
STEPS = ("new", "triaged", "assigned", "in_work", "waiting", "closed")
ASSIGNED, CLOSED = 2, 5
# ways through the steps and how often each is gone: straight, with a wait, waiting to the end,
# handed to somebody else, opened again, waiting twice
WAYS = ((0, 1, 2, 3, 5), (0, 1, 2, 3, 4, 3, 5), (0, 1, 2, 3, 4, 5), (0, 1, 2, 1, 2, 3, 5))
WAYS += ((0, 1, 2, 3, 5, 3, 5), (0, 1, 2, 3, 4, 3, 4, 3, 5))
WAY_SHARES = (0.42, 0.24, 0.09, 0.1, 0.08, 0.07)
HOURS = (0.0, 0.6, 1.5, 2.5, 5.0, 14.0)  # mean time before each step
SENTIMENT_SHARES = (0.38, 0.36, 0.15, 0.11)
NEED_SHARES = (0.12, 0.2, 0.13, 0.11, 0.1, 0.12, 0.06, 0.08, 0.08)
OBJECTION_SHARES = (0.62, 0.1, 0.06, 0.06, 0.06, 0.05, 0.05)
TOPIC_SHARES = (0.28, 0.22, 0.14, 0.16, 0.1, 0.1)
URGENT_NEEDS = (2, 8)
PRIORITIES = ("low", "normal", "high")

Rows = dict[str, Any]


def write_requests(frame: Frame, notes: Notes) -> None:
    """Write requests and their events, block by block."""
    duty = {unit: on_duty(frame, unit, ("support", "sales")) for unit in UNITS}
    titles = frame.read("select title from products order by product_id")["title"].tolist()
    with frame.writer("requests") as requests, frame.writer("request_events") as events:
        for block in frame.blocks():
            _write_block(frame, block, duty, titles, notes, (requests, events))


def draw_meaning(rng: np.random.Generator, language: np.ndarray) -> Meaning:
    """Draw what people who write to the company want to say."""
    shares = (SENTIMENT_SHARES, TOPIC_SHARES, OBJECTION_SHARES, NEED_SHARES)
    return Meaning(language, *(draw(rng, len(language), one) for one in shares))


def _write_block(
    frame: Frame,
    block: Block,
    duty: dict[str, Duty],
    titles: list[str],
    notes: Notes,
    writers: tuple[TableWriter, TableWriter],
) -> None:
    rng = frame.rng("requests", block.number)
    asked = _asked(rng, frame, block)
    events = _walk(rng, asked, duty, history_end(frame))
    ids = writers[0].take_ids(len(asked["unit"]))
    meaning = draw_meaning(rng, asked["code"])
    product = rng.integers(0, len(titles), len(ids))
    writer = Writer(rng, meaning.language, product, titles)
    columns = {
        "request_id": ids,
        "unit": asked["unit"],
        "client_id": asked["client_id"],
        "employee_id": ids_or_null(asked["employee_id"]),
        "subject": writer.phrase("subjects.inbound"),
        "text": notes.plant("requests", ids, writer.letter(meaning)),
        "language": pick(LANGUAGES, meaning.language),
        "priority": pick(PRIORITIES, _priority(rng, meaning)),
        "created_at": asked["created_at"],
        "resolved_at": asked["resolved_at"],
    }
    writers[0].write(columns)
    notes.label("request", ids, meaning)
    _write_events(writers[1], events, ids, asked["unit"])


def _asked(rng: np.random.Generator, frame: Frame, block: Block) -> Rows:
    """Draw who asks, and when; nobody has taken it up yet."""
    people = people_of(frame, block)
    rate = np.where(people["is_retail"], A_MONTH["retail"], A_MONTH["wholesale"])
    row, day = occasions(rng, frame, people, rate)
    created = at_hours(rng, frame, day, 8, 22)
    order = np.lexsort((row, created))
    row, created = row[order], created[order]
    asked = {name: people[name][row] for name in ("unit", "client_id", "code")}
    never = np.full(len(row), NEVER, created.dtype)
    nobody = np.zeros(len(row), np.int64)
    return asked | {"created_at": created, "resolved_at": never, "employee_id": nobody}


def _priority(rng: np.random.Generator, meaning: Meaning) -> np.ndarray:
    is_sad = meaning.sentiment == NEGATIVE
    urgent = is_sad & np.isin(meaning.need, URGENT_NEEDS)
    calm = ~is_sad & (rng.random(len(is_sad)) < 0.3)
    return np.where(urgent, 2, np.where(calm, 0, 1))


def _walk(rng: np.random.Generator, asked: Rows, duty: dict[str, Duty], end: np.datetime64) -> Rows:
    """Lead requests through their steps in working hours, until the history ends.

    Returns the events (`request` is a row); `asked` learns who has each request, and when it was
    resolved, unless it was opened again.
    """
    count, longest = len(asked["unit"]), max(map(len, WAYS))
    ways = np.array([[*way, *[-1] * (longest - len(way))] for way in WAYS])
    steps = ways[draw(rng, count, WAY_SHARES)]
    moment, parts = asked["created_at"].copy(), []
    for place in range(longest):
        step = steps[:, place]
        gap = rng.gamma(1.3, np.array(HOURS)[np.maximum(step, 0)] / 1.3 * 3_600, count)
        who, moment = _in_hours(rng, moment + seconds(gap), asked["unit"], duty, place == 0)
        found = np.flatnonzero((step >= 0) & (moment < end))
        is_given = step[found] == ASSIGNED
        asked["employee_id"][found[is_given]] = who[found[is_given]]
        asked["resolved_at"][found] = np.where(step[found] == CLOSED, moment[found], NEVER)
        told = {"happened_at": moment[found], "employee_id": asked["employee_id"][found]}
        parts.append({"request": found, "step": step[found], **told})
    events = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    by_request = np.lexsort((events["happened_at"], events["request"]))
    return {name: values[by_request] for name, values in events.items()}


def _in_hours(
    rng: np.random.Generator,
    moment: np.ndarray,
    unit: np.ndarray,
    duty: dict[str, Duty],
    is_first: bool,
) -> tuple[np.ndarray, np.ndarray]:
    who = np.zeros(len(moment), np.int64)
    if is_first:
        return who, moment
    for name, team in duty.items():
        own = unit == name
        who[own], moment[own] = team.soon(rng, moment[own])
    return who, moment


def _write_events(writer: TableWriter, events: Rows, ids: np.ndarray, unit: np.ndarray) -> None:
    writer.write(
        {
            "event_id": writer.take_ids(len(events["step"])),
            "request_id": ids[events["request"]],
            "unit": unit[events["request"]],
            "step": pick(STEPS, events["step"]),
            "happened_at": events["happened_at"],
            "employee_id": ids_or_null(events["employee_id"]),
        }
    )

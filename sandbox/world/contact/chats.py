"""Messenger chats: first a bot, then a person, if one is asked for and comes."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.world.contact.contacts import at_hours, history_end, occasions, people_of, seconds
from sandbox.world.contact.labels import Notes, ids_or_null
from sandbox.world.contact.requests import draw_meaning
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.people.duty import Duty, on_duty
from sandbox.world.texts.grammar import Writer
from sandbox.world.values import draw, pick

A_MONTH = 0.5
CLIENT, BOT, EMPLOYEE = range(3)
AUTHORS = ("client", "bot", "employee")
# who speaks in turn, and what: a letter or one of the groups of short phrases
WORDS = ("letter", "client", "bot", "bot_again", "employee")
COURSE = ((CLIENT, 0), (BOT, 2), (CLIENT, 1), (BOT, 3), (EMPLOYEE, 4), (CLIENT, 0))
COURSE += ((EMPLOYEE, 4), (CLIENT, 1), (EMPLOYEE, 4), (CLIENT, 1))
LENGTH_SHARES = (0, 0.02, 0.14, 0.04, 0.02, 0.24, 0.12, 0.18, 0.12, 0.08, 0.04)
# mean seconds before each speaks
PAUSES = {CLIENT: 70.0, BOT: 2.0, EMPLOYEE: 240.0}

Rows = dict[str, Any]


def write_chats(frame: Frame, notes: Notes) -> None:
    """Write the messages of every block of clients who have a messenger."""
    duty = on_duty(frame, "retail", ("support", "sales"))
    titles = frame.read("select title from products order by product_id")["title"].tolist()
    with frame.writer("chats") as writer:
        for block in frame.blocks():
            rng = frame.rng("chats", block.number)
            _write(writer, rng, make_messages(rng, frame, block, duty), titles, notes)


def make_messages(rng: np.random.Generator, frame: Frame, block: Block, duty: Duty) -> Rows:
    """Return one row per message of a block, by the moment it was sent."""
    people = people_of(frame, block)
    row, day = occasions(rng, frame, people, A_MONTH * (people["telegram"] > 0))
    length = draw(rng, len(row), LENGTH_SHARES)
    moment = at_hours(rng, frame, day, 8, 23)
    employee = np.zeros(len(row), np.int64)
    parts: list[Rows] = []
    for place, (author, words) in enumerate(COURSE):
        pause = 1 + rng.gamma(1.5, PAUSES[author] / 1.5, len(row)) * (place > 0)
        moment = moment + seconds(pause)
        if author == EMPLOYEE:
            who, moment = duty.soon(rng, moment)
            employee = np.where(employee == 0, who, employee)
        said = np.flatnonzero((place < length) & (moment < history_end(frame)))
        parts.append(
            {
                "person": row[said],
                "sent_at": moment[said],
                "author": np.full(len(said), author),
                "words": np.full(len(said), words),
                "employee_id": employee[said] * (author == EMPLOYEE),
            }
        )
    messages = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    names = ("telegram", "client_id", "code")
    messages |= {name: people[name][messages["person"]] for name in names}
    order = np.lexsort((messages["person"], messages["sent_at"]))
    return {name: values[order] for name, values in messages.items()}


def _write(
    writer: TableWriter, rng: np.random.Generator, messages: Rows, titles: list[str], notes: Notes
) -> None:
    count, is_letter = len(messages["author"]), messages["words"] == 0
    ids = writer.take_ids(count)
    meaning = draw_meaning(rng, messages["code"])
    words = Writer(rng, messages["code"], rng.integers(0, len(titles), count), titles)
    said = words.phrase_of("chat", WORDS[1:], np.maximum(messages["words"] - 1, 0))
    text = pc.if_else(pa.array(is_letter), words.message(meaning), said)
    writer.write(
        {
            "message_id": ids,
            "chat_id": messages["telegram"],
            "telegram_id": messages["telegram"],
            "client_id": messages["client_id"],
            "author": pick(AUTHORS, messages["author"]),
            "employee_id": ids_or_null(messages["employee_id"]),
            "sent_at": messages["sent_at"],
            "text": notes.plant("chats", ids, text),
        }
    )
    notes.label("chat", ids, meaning, is_letter)

"""Mails of both directions in threads, with automatic replies and bounces."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.world.contact.contacts import at_hours, history_end, occasions, people_of, seconds
from sandbox.world.contact.labels import Notes, ids_or_null
from sandbox.world.contact.mail_texts import AUTO_REPLY, BOUNCE, KINDS, NORMAL, mail_texts
from sandbox.world.contact.requests import draw_meaning
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.people.duty import Duty, on_duty
from sandbox.world.texts.phrases import joined
from sandbox.world.values import pick, within

A_MONTH = {"retail": 0.07, "wholesale": 0.4}
UNITS = ("retail", "wholesale")
SHARED_BOX = {"retail": "hello@vesna.example", "wholesale": "opt@vesna.example"}
BY_CLIENT = 0.66  # of the threads
LONGEST, STRANGE_SHARE = 7, 0.04
AUTO_SHARE, BOUNCE_SHARE, PERSONAL_SHARE = 0.05, 0.02, 0.6

Rows = dict[str, Any]


def write_mails(frame: Frame, notes: Notes) -> None:
    """Write the mails of every block of clients."""
    duty = {unit: on_duty(frame, unit) for unit in UNITS}
    titles = frame.read("select title from products order by product_id")["title"].tolist()
    boxes = frame.read("select email from employees order by employee_id")["email"]
    with frame.writer("mails") as writer:
        first_thread = 1
        for block in frame.blocks():
            rng = frame.rng("mails", block.number)
            mails = make_mails(rng, frame, block, duty)
            mails["thread_id"] = mails["thread"] + first_thread
            first_thread += int(mails["thread"].max(initial=-1)) + 1
            _write(writer, rng, mails, boxes, titles, notes)


def make_mails(rng: np.random.Generator, frame: Frame, block: Block, duty: dict[str, Duty]) -> Rows:
    """Return one row per mail of a block, thread after thread; `answered` is the row it answers."""
    people = people_of(frame, block)
    rate = np.where(people["is_retail"], A_MONTH["retail"], A_MONTH["wholesale"])
    row, day = occasions(rng, frame, people, rate * (people["address"] != ""))
    length = np.minimum(rng.geometric(0.42, len(row)), LONGEST)
    by_client = rng.random(len(row)) < BY_CLIENT
    begun = at_hours(rng, frame, day, 8, 22)
    thread = np.repeat(np.arange(len(row)), length)
    place = within(length)
    sent_at, employee = _sent(rng, begun, length, people["unit"][row], duty)
    mails = {
        "thread": thread,
        "answered": np.where(place > 0, np.arange(len(thread)) - 1, -1),
        "is_in": (place % 2 == 0) == by_client[thread],
        "kind": np.full(len(thread), NORMAL),
        "sent_at": sent_at,
        "employee_id": employee[thread],
        "person": row[thread],
    }
    mails = _with_machines(rng, mails)
    own = {name: people[name][mails["person"]] for name in ("unit", "client_id", "address", "code")}
    _estrange(rng, mails, own, by_client)
    kept = np.flatnonzero(mails["sent_at"] < history_end(frame))
    return _renumbered(mails | own, kept)


def _estrange(rng: np.random.Generator, mails: Rows, own: Rows, by_client: np.ndarray) -> None:
    """Let some threads be begun from an address that nobody knows."""
    is_strange = (by_client & (rng.random(len(by_client)) < STRANGE_SHARE))[mails["thread"]]
    number = own["client_id"] * 7_919 % 99_991
    strange = joined("lady", pa.array(number).cast(pa.string()), "@elsewhere.example")
    own["address"] = np.where(is_strange, np.array(strange, object), own["address"])
    own["client_id"] = np.where(is_strange, 0, own["client_id"])


def _sent(
    rng: np.random.Generator,
    begun: np.ndarray,
    length: np.ndarray,
    unit: np.ndarray,
    duty: dict[str, Duty],
) -> tuple[np.ndarray, np.ndarray]:
    """Return when each mail of each thread is sent, and which employee has the thread."""
    moment = begun.copy()
    employee = np.zeros(len(begun), np.int64)
    sent = np.zeros((len(begun), LONGEST), begun.dtype)
    for place in range(LONGEST):
        if place:
            moment = moment + seconds(np.exp(rng.normal(9.2, 1.2, len(begun))))
        for name, team in duty.items():
            own = unit == name
            who, when = team.soon(rng, moment[own])
            if place == 0:
                employee[own] = who
            elif place % 2:
                moment[own] = when
        sent[:, place] = moment
    return sent[np.arange(LONGEST) < length[:, None]], employee


def _with_machines(rng: np.random.Generator, mails: Rows) -> Rows:
    """Let machines answer some mails: absent people, full boxes, wrong addresses."""
    chance = rng.random(len(mails["thread"]))
    is_bounce = ~mails["is_in"] & (chance < BOUNCE_SHARE)
    is_auto = ~is_bounce & (chance > 1 - AUTO_SHARE)
    cause = np.flatnonzero(is_bounce | is_auto)
    answers = {name: values[cause] for name, values in mails.items()}
    answers["answered"] = cause
    answers["is_in"] = ~answers["is_in"]
    answers["kind"] = np.where(is_bounce[cause], BOUNCE, AUTO_REPLY)
    answers["sent_at"] = answers["sent_at"] + seconds(rng.integers(1, 40, len(cause)))
    both = {name: np.concatenate([mails[name], answers[name]]) for name in mails}
    return _renumbered(both, np.lexsort((both["sent_at"], both["thread"])))


def _renumbered(mails: Rows, order: np.ndarray) -> Rows:
    place = np.full(len(mails["thread"]), -1)
    place[order] = np.arange(len(order))
    mails = {name: values[order] for name, values in mails.items()}
    answered = mails["answered"]
    mails["answered"] = np.where(answered >= 0, place[answered], -1)
    return mails


def _write(
    writer: TableWriter,
    rng: np.random.Generator,
    mails: Rows,
    boxes: np.ndarray,
    titles: list[str],
    notes: Notes,
) -> None:
    ids = writer.take_ids(len(mails["thread"]))
    ours, theirs = _our_addresses(rng, mails, boxes), pa.array(mails["address"], pa.string())
    sender = pc.if_else(pa.array(mails["kind"] == BOUNCE), _postmasters(theirs), theirs)
    is_in, answered = pa.array(mails["is_in"]), mails["answered"]
    meaning = draw_meaning(rng, mails["code"])
    subject, body = mail_texts(rng, mails, meaning, titles)
    writer.write(
        {
            "mail_id": ids,
            "thread_id": mails["thread_id"],
            "client_id": ids_or_null(mails["client_id"]),
            "direction": pick(("out", "in"), mails["is_in"].astype(int)),
            "from_address": pc.if_else(is_in, sender, ours),
            "to_address": pc.if_else(is_in, ours, theirs),
            "subject": subject,
            "body": notes.plant("mails", ids, body),
            "sent_at": mails["sent_at"],
            "kind": pick(KINDS, mails["kind"]),
            "in_reply_to": ids_or_null(np.where(answered >= 0, ids[answered], 0)),
        }
    )
    notes.label("mail", ids, meaning, mails["is_in"] & (mails["kind"] == NORMAL))


def _our_addresses(rng: np.random.Generator, mails: Rows, boxes: np.ndarray) -> pa.Array:
    """Return the box of ours that each thread goes through: the shared one or the employee's."""
    threads = int(mails["thread"].max(initial=-1)) + 1
    is_personal = (rng.random(threads) < PERSONAL_SHARE)[mails["thread"]]
    is_personal &= (mails["unit"] == "wholesale") & (mails["employee_id"] > 0)
    shared = [SHARED_BOX[unit] for unit in UNITS]
    at = np.where(is_personal, 1 + mails["employee_id"], (mails["unit"] == UNITS[1]).astype(int))
    return pick([*shared, *boxes.tolist()], at)


def _postmasters(addresses: pa.Array) -> pa.Array:
    """Return the address of the machine that returns mails to each address."""
    return joined("mailer-daemon@", pc.list_element(pc.split_pattern(addresses, "@"), 1))

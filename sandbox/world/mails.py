"""Mails of both directions in threads, with automatic replies and bounces."""

from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.world.contacts import at_hours, history_end, occasions, people_of, seconds
from sandbox.world.duty import Duty, on_duty
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.labels import Notes, ids_or_null
from sandbox.world.requests import draw_meaning
from sandbox.world.texts.grammar import Meaning, Writer
from sandbox.world.texts.phrases import joined
from sandbox.world.values import pick, within

A_MONTH = {"retail": 0.07, "wholesale": 0.4}
UNITS = ("retail", "wholesale")
SHARED_BOX = {"retail": "hello@vesna.example", "wholesale": "opt@vesna.example"}
BY_CLIENT = 0.66  # of the threads
LONGEST = 7
AUTO_SHARE, BOUNCE_SHARE, PERSONAL_SHARE = 0.05, 0.02, 0.6
NORMAL, AUTO_REPLY, BOUNCE = range(3)
KINDS = ("normal", "auto_reply", "bounce")
BOUNCE_TEXT = "Delivery has failed to these recipients: "

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
    kept = np.flatnonzero(mails["sent_at"] < history_end(frame))
    return _renumbered(mails | own, kept)


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
    ours = _our_addresses(rng, mails, boxes)
    theirs = pa.array(mails["address"], pa.string())
    is_bounce = mails["kind"] == BOUNCE
    machine = joined(
        "mailer-daemon@", pa.compute.list_element(pa.compute.split_pattern(theirs, "@"), 1)
    )
    sender = pa.compute.if_else(pa.array(is_bounce), machine, theirs)
    is_in = pa.array(mails["is_in"])
    meaning = draw_meaning(rng, mails["code"])
    subject, body = _texts(rng, mails, meaning, titles, theirs)
    writer.write(
        {
            "mail_id": ids,
            "thread_id": mails["thread_id"],
            "client_id": mails["client_id"],
            "direction": pick(("out", "in"), mails["is_in"].astype(int)),
            "from_address": pa.compute.if_else(is_in, sender, ours),
            "to_address": pa.compute.if_else(is_in, ours, theirs),
            "subject": subject,
            "body": notes.plant("mails", ids, body),
            "sent_at": mails["sent_at"],
            "kind": pick(KINDS, mails["kind"]),
            "in_reply_to": ids_or_null(np.where(mails["answered"] >= 0, ids[mails["answered"]], 0)),
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


def _texts(
    rng: np.random.Generator, mails: Rows, meaning: Meaning, titles: list[str], theirs: pa.Array
) -> tuple[pa.Array, pa.Array]:
    """Return subjects, those of answers beginning with Re:, and bodies."""
    count = len(mails["thread"])
    thread, first = np.unique(mails["thread"], return_index=True)
    product = rng.integers(0, len(titles), len(thread))
    opening = Writer(rng, mails["code"][first], product, titles)
    of_first = np.searchsorted(thread, mails["thread"])
    names = ("inbound", "outbound")
    subject = opening.phrase_of("subjects", names, (~mails["is_in"][first]).astype(int))
    subject = subject.take(pa.array(of_first))
    writer = Writer(rng, mails["code"], product[of_first], titles)
    is_auto, is_bounce = mails["kind"] == AUTO_REPLY, mails["kind"] == BOUNCE
    is_answer = mails["answered"] >= 0
    prefix = pick(("", "Re: "), (is_answer & (mails["kind"] == NORMAL)).astype(int))
    prefix = pa.compute.if_else(pa.array(is_auto), writer.phrase("auto_subject"), prefix)
    subject = joined(prefix, subject)
    subject = pa.compute.if_else(
        pa.array(is_bounce),
        pick(["Undelivered Mail Returned to Sender"], np.zeros(count, int)),
        subject,
    )
    body = pa.compute.if_else(pa.array(mails["is_in"]), writer.letter(meaning), writer.answer())
    body = pa.compute.if_else(pa.array(is_auto), writer.phrase("auto_reply"), body)
    return subject, pa.compute.if_else(pa.array(is_bounce), joined(BOUNCE_TEXT, theirs), body)

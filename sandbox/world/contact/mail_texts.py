"""Subjects and bodies of mails: letters, answers, and what machines write."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.world.texts.grammar import Meaning, Writer
from sandbox.world.texts.phrases import joined
from sandbox.world.values import pick

NORMAL, AUTO_REPLY, BOUNCE = range(3)
KINDS = ("normal", "auto_reply", "bounce")
RETURNED = "Undelivered Mail Returned to Sender"
RETURNED_BODY = "Delivery has failed to these recipients: "

Rows = dict[str, Any]


def mail_texts(
    rng: np.random.Generator, mails: Rows, meaning: Meaning, titles: list[str]
) -> tuple[pa.Array, pa.Array]:
    """Return the subject and the body of each mail; a thread keeps its subject and product.

    `mails` holds thread, address, code (language), is_in, answered (-1 in the first of a thread)
    and kind, thread after thread.
    """
    thread, first, place = np.unique(mails["thread"], return_index=True, return_inverse=True)
    product = rng.integers(0, len(titles), len(thread))
    opening = Writer(rng, mails["code"][first], product, titles)
    begun_by = (~mails["is_in"][first]).astype(int)
    begun = opening.phrase_of("subjects", ("inbound", "outbound"), begun_by).take(pa.array(place))
    writer = Writer(rng, mails["code"], product[place], titles)
    return _subjects(writer, mails, begun), _bodies(writer, mails, meaning)


def _subjects(writer: Writer, mails: Rows, begun: pa.Array) -> pa.Array:
    kind, is_answer = mails["kind"], mails["answered"] >= 0
    prefix = pick(("", "Re: "), (is_answer & (kind == NORMAL)).astype(int))
    prefix = pc.if_else(pa.array(kind == AUTO_REPLY), writer.phrase("auto_subject"), prefix)
    return pc.if_else(pa.array(kind == BOUNCE), RETURNED, joined(prefix, begun))


def _bodies(writer: Writer, mails: Rows, meaning: Meaning) -> pa.Array:
    kind, theirs = mails["kind"], pa.array(mails["address"], pa.string())
    body = pc.if_else(pa.array(mails["is_in"]), writer.letter(meaning), writer.answer())
    body = pc.if_else(pa.array(kind == AUTO_REPLY), writer.phrase("auto_reply"), body)
    return pc.if_else(pa.array(kind == BOUNCE), joined(RETURNED_BODY, theirs), body)

"""What is noted on a deal that is lost: words that say more, or other, than the reason chosen."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.world.frame import Frame
from sandbox.world.texts.grammar import OBJECTIONS, Writer
from sandbox.world.texts.phrases import LANGUAGES
from sandbox.world.values import pick

NOTED = 0.6  # of the losses
# the objection behind each reason of the list that sellers choose from
BEHIND = {
    "price": "price",
    "timing": "timing",
    "competitor": "competitor",
    "no need": "no_need",
    "delivery": "trust",
    "no answer": "approval",
}
AS_CHOSEN = 0.8  # of the notes agree with the reason chosen

Rows = dict[str, Any]


def comment_on_losses(
    rng: np.random.Generator, frame: Frame, clients: Rows, deals: Rows
) -> pa.Array:
    """Return a note for most lost deals, and leave what they mean in `frame.labelled`."""
    reason = np.ma.filled(deals["lost_reason"], "")
    row = np.flatnonzero((reason != "") & (rng.random(len(reason)) < NOTED))
    chosen = np.array([OBJECTIONS.index(BEHIND[one]) for one in reason[row]], np.int64)
    other = rng.integers(1, len(OBJECTIONS), len(row))
    objection = np.where(rng.random(len(row)) < AS_CHOSEN, chosen, other)
    spoken = clients["language"][deals["client"][row]]
    language = np.array([LANGUAGES.index(one) for one in spoken], np.int64)
    text = Writer(rng, language, np.zeros(len(row), np.int64), [""]).note(objection)
    _tell(frame, deals["deal_id"][row], language, objection)
    place = np.full(len(reason), -1)
    place[row] = np.arange(len(row))
    return pc.take(text, pa.array(place, mask=place < 0))


def _tell(frame: Frame, ids: np.ndarray, language: np.ndarray, objection: np.ndarray) -> None:
    same = np.zeros(len(ids), np.int64)
    frame.labelled.append(
        {
            "text_kind": pick(["loss_comment"], same),
            "text_id": ids,
            "language": pick(LANGUAGES, language),
            "sentiment": pick(["neutral"], same),
            "topic": pick(["price"], same),
            "objection": pick(OBJECTIONS, objection),
            "need": pick(["none"], same),
        }
    )

"""The truth about texts: what each says, and which were planted to do harm."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.world.frame import TableWriter
from sandbox.world.texts.grammar import NEEDS, OBJECTIONS, SENTIMENTS, TOPICS, Meaning
from sandbox.world.texts.phrases import LANGUAGES
from sandbox.world.values import nullable, pick

# what people and careless imports put into a text; every report must show it as text
HOSTILE = (
    "<script>alert('vesna')</script> де моє замовлення?",
    '=HYPERLINK("http://vesna.example","ok")',
    "=cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "Дякую\r\nBcc: everyone@vesna.example\r\n\r\nще рядок",
    "\u202etxt.exe \u200b\u200d",
    r"$\frac{1}{2}$ & сини; DROP TABLE orders; -- '",
    "дуже " * 1_000 + "довго",
    "👩‍👩‍👧‍👦" * 40,
)
HOSTILE_EVERY, HOSTILE_FIRST = 499, 23


@dataclass
class Notes:
    """Collects the truth about texts while these are written."""

    labels: TableWriter
    planted: list[tuple[str, str, str, str]]

    def label(
        self, kind: str, ids: np.ndarray, meaning: Meaning, chosen: np.ndarray | None = None
    ) -> None:
        """Say what texts mean; hostile ones, and those that are not `chosen`, mean nothing."""
        keep = np.flatnonzero(~is_hostile(ids) & (True if chosen is None else chosen))
        texts = {"need": (NEEDS, meaning.need), "objection": (OBJECTIONS, meaning.objection)}
        texts |= {"topic": (TOPICS, meaning.topic), "sentiment": (SENTIMENTS, meaning.sentiment)}
        columns = {name: pick(words, codes[keep]) for name, (words, codes) in texts.items()}
        columns["language"] = pick(LANGUAGES, meaning.language[keep])
        columns["text_kind"] = pick([kind], np.zeros(len(keep), np.int64))
        self.labels.write({**columns, "text_id": ids[keep]})

    def plant(self, table: str, ids: np.ndarray, texts: pa.Array) -> pa.Array:
        """Put hostile texts in the place of a few, and write down where."""
        places = np.flatnonzero(is_hostile(ids))
        which = (ids[places] // HOSTILE_EVERY) % len(HOSTILE)
        for number in ids[places].tolist():
            self.planted.append(("hostile text", table, str(number), "shown as text, never run"))
        mask = pa.array(is_hostile(ids))
        return pc.replace_with_mask(texts, mask, pa.array(HOSTILE).take(pa.array(which)))


def is_hostile(ids: np.ndarray) -> np.ndarray:
    """Say which rows of a table hold a hostile text."""
    return ids % HOSTILE_EVERY == HOSTILE_FIRST


def some(texts: pa.Array, is_there: np.ndarray) -> pa.Array:
    """Keep some texts and leave the others null."""
    return pc.if_else(pa.array(is_there), texts, pa.scalar(None, pa.string()))


def ids_or_null(ids: np.ndarray) -> np.ma.MaskedArray:
    """Return ids with zeros masked."""
    return nullable(ids, ids == 0)

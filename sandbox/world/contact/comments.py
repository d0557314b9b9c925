"""What employees note on deals: mostly what the client objects to."""

from typing import Any

import numpy as np

from sandbox.world.contact.contacts import LANGUAGE_CODES, history_end
from sandbox.world.contact.labels import Notes
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.texts.grammar import NEUTRAL, OBJECTIONS, TOPICS, Meaning, Writer

A_DEAL = 1.1
PRICE = TOPICS.index("price")

Rows = dict[str, Any]


def write_comments(frame: Frame, notes: Notes) -> None:
    """Write comments, block by block of the clients of the deals."""
    titles = frame.read("select title from products order by product_id")["title"].tolist()
    with frame.writer("comments") as writer:
        for block in frame.blocks():
            _write_block(frame, block, titles, notes, writer)


def _write_block(
    frame: Frame, block: Block, titles: list[str], notes: Notes, writer: TableWriter
) -> None:
    rng = frame.rng("comments", block.number)
    said = _noted(rng, frame, block)
    count = len(said["deal_id"])
    language = np.array([LANGUAGE_CODES[one] for one in said["language"]], np.int64)
    objection = rng.integers(1, len(OBJECTIONS), count)
    zero = np.zeros(count, np.int64)
    meaning = Meaning(language, zero + NEUTRAL, zero + PRICE, objection, zero)
    texts = Writer(rng, language, rng.integers(0, len(titles), count), titles).note(objection)
    ids = writer.take_ids(count)
    writer.write(
        {
            "comment_id": ids,
            "deal_id": said["deal_id"],
            "employee_id": said["employee_id"],
            "created_at": said["created_at"],
            "text": notes.plant("comments", ids, texts),
        }
    )
    notes.label("comment", ids, meaning)


def _noted(rng: np.random.Generator, frame: Frame, block: Block) -> Rows:
    """Draw which deals somebody makes a note on, and when: while the deal goes on."""
    deals = frame.read(
        """select deal_id, employee_id, deals.created_at, deals.updated_at,
            coalesce(language, 'uk') as language
        from deals left join clients using (client_id)
        where coalesce(client_id, 1) between $1 and $2 order by deal_id""",
        [block.first_id, block.last_id],
    )
    row = np.repeat(np.arange(len(deals["deal_id"])), rng.poisson(A_DEAL, len(deals["deal_id"])))
    lasts = (deals["updated_at"] - deals["created_at"])[row]
    share = (rng.random(len(row)) * 1_000).astype(np.int64)
    deals["created_at"] = deals["created_at"][row] + lasts * share // 1_000
    kept = np.flatnonzero(deals["created_at"] < history_end(frame))
    order = kept[np.lexsort((deals["created_at"][kept], deals["deal_id"][row[kept]]))]
    names = ("deal_id", "employee_id", "language")
    return {"created_at": deals["created_at"][order], **{n: deals[n][row[order]] for n in names}}

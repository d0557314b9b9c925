"""What employees note on deals: mostly what the client objects to."""

from sandbox.world.contacts import LANGUAGE_CODES, history_end, seconds
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.labels import Notes
from sandbox.world.texts.grammar import NEUTRAL, OBJECTIONS, Meaning, Writer
from sandbox.world.values import nullable

import numpy as np

A_DEAL = 1.1
DAYS_AFTER = 9.0


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
    deals = frame.read(
        """select deal_id, employee_id, deals.created_at, coalesce(language, 'uk') as language
        from deals left join clients using (client_id)
        where coalesce(client_id, 1) between $1 and $2 order by deal_id""",
        [block.first_id, block.last_id],
    )
    row = np.repeat(np.arange(len(deals["deal_id"])), rng.poisson(A_DEAL, len(deals["deal_id"])))
    wait = seconds(rng.gamma(1.2, DAYS_AFTER / 1.2, len(row)) * 86_400 + 600)
    created = deals["created_at"][row] + wait
    kept = created < history_end(frame)
    row, created = row[kept], created[kept]
    language = np.array([LANGUAGE_CODES[one] for one in deals["language"][row]], np.int64)
    objection = rng.integers(1, len(OBJECTIONS), len(row))
    zero = np.zeros(len(row), np.int64)
    meaning = Meaning(language, zero + NEUTRAL, zero + 2, objection, zero)
    texts = Writer(rng, language, rng.integers(0, len(titles), len(row)), titles).note(objection)
    ids = writer.take_ids(len(row))
    employee = np.ma.filled(deals["employee_id"], 0)[row]
    writer.write(
        {
            "comment_id": ids,
            "deal_id": deals["deal_id"][row],
            "employee_id": nullable(employee, employee == 0),
            "created_at": created,
            "text": notes.plant("comments", ids, texts),
        }
    )
    notes.label("comment", ids, meaning)

"""Reviews that persons leave of what they bought."""

from typing import Any

import numpy as np

from sandbox.world.contact.contacts import LANGUAGE_CODES, history_end, seconds
from sandbox.world.contact.labels import Notes
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.texts.grammar import Meaning, Writer
from sandbox.world.texts.phrases import LANGUAGES
from sandbox.world.values import draw, pick

REVIEWED_SHARE = 0.12  # of the lines of orders that were done
SENTIMENT_SHARES = (0.24, 0.12, 0.5, 0.14)
TOPIC_SHARES = (0.2, 0.34, 0.16, 0.12, 0.08, 0.1)
# how many stars go with negative, neutral, positive, mixed: shares of one to five
STARS = ((0.5, 0.34, 0.12, 0.03, 0.01), (0.02, 0.1, 0.52, 0.3, 0.06), (0.01, 0.01, 0.05, 0.3, 0.63))
STARS += ((0.05, 0.2, 0.48, 0.25, 0.02),)

Rows = dict[str, Any]


def write_reviews(frame: Frame, notes: Notes) -> None:
    """Write reviews, block by block of the clients that wrote them."""
    titles = frame.read("select title from products order by product_id")["title"].tolist()
    with frame.writer("reviews") as writer:
        for block in frame.blocks():
            _write_block(frame, block, titles, notes, writer)


def _write_block(
    frame: Frame, block: Block, titles: list[str], notes: Notes, writer: TableWriter
) -> None:
    rng = frame.rng("reviews", block.number)
    bought = _reviewed(rng, frame, block)
    count = len(bought["client_id"])
    language = np.array([LANGUAGE_CODES[one] for one in bought["language"]], np.int64)
    zero = np.zeros(count, np.int64)
    sentiment, topic = (draw(rng, count, shares) for shares in (SENTIMENT_SHARES, TOPIC_SHARES))
    meaning = Meaning(language, sentiment, topic, zero, zero)
    texts = Writer(rng, language, bought["product_id"] - 1, titles).review(meaning)
    ids = writer.take_ids(count)
    writer.write(
        {
            "review_id": ids,
            "client_id": bought["client_id"],
            "product_id": bought["product_id"],
            "rating": scored(rng, meaning.sentiment),
            "text": notes.plant("reviews", ids, texts),
            "language": pick(LANGUAGES, language),
            "written_at": bought["written_at"],
        }
    )
    notes.label("review", ids, meaning)


def _reviewed(rng: np.random.Generator, frame: Frame, block: Block) -> Rows:
    """Draw the lines of finished retail orders that are reviewed, and when."""
    lines = frame.read(
        """select orders.client_id, product_id, done_at, language
        from orders join order_lines using (order_id) join clients using (client_id)
        where orders.unit = 'retail' and not orders.is_test and done_at is not null
            and order_lines.kind = 'sale' and orders.client_id between $1 and $2
        order by order_id, line_id""",
        [block.first_id, block.last_id],
    )
    days = 0.3 + rng.gamma(1.5, 5.0, len(lines["client_id"]))
    lines["written_at"] = lines.pop("done_at") + seconds(days * 86_400)
    is_written = rng.random(len(days)) < REVIEWED_SHARE
    chosen = np.flatnonzero(is_written & (lines["written_at"] < history_end(frame)))
    chosen = chosen[np.argsort(lines["written_at"][chosen], kind="stable")]
    return {name: values[chosen] for name, values in lines.items()}


def scored(rng: np.random.Generator, sentiment: np.ndarray) -> np.ndarray:
    """Draw one to five stars for each sentiment."""
    reach = np.cumsum(STARS, axis=1)[sentiment]
    return 1 + np.minimum((rng.random(len(sentiment))[:, None] > reach).sum(axis=1), 4)

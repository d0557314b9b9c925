"""Reviews that persons leave of what they bought."""

import numpy as np

from sandbox.world.contacts import LANGUAGE_CODES, history_end, seconds
from sandbox.world.frame import Block, Frame, TableWriter
from sandbox.world.labels import Notes
from sandbox.world.texts.grammar import Meaning, Writer
from sandbox.world.texts.phrases import LANGUAGES
from sandbox.world.values import draw, pick

REVIEWED_SHARE = 0.12  # of the lines of orders that were done
SENTIMENT_SHARES = (0.24, 0.12, 0.5, 0.14)
TOPIC_SHARES = (0.2, 0.34, 0.16, 0.12, 0.08, 0.1)
# how many stars go with negative, neutral, positive, mixed: shares of one to five
STARS = ((0.5, 0.34, 0.12, 0.03, 0.01), (0.02, 0.1, 0.52, 0.3, 0.06), (0.01, 0.01, 0.05, 0.3, 0.63))
STARS += ((0.05, 0.2, 0.48, 0.25, 0.02),)


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
    lines = frame.read(
        """select orders.client_id, product_id, done_at, language
        from orders join order_lines using (order_id) join clients using (client_id)
        where orders.unit = 'retail' and not orders.is_test and done_at is not null
            and order_lines.kind = 'sale' and orders.client_id between $1 and $2
        order by order_id, line_id""",
        [block.first_id, block.last_id],
    )
    count = len(lines["client_id"])
    written_at = lines["done_at"] + seconds((0.3 + rng.gamma(1.5, 5.0, count)) * 86_400)
    is_written = (rng.random(count) < REVIEWED_SHARE) & (written_at < history_end(frame))
    chosen = np.flatnonzero(is_written)
    chosen = chosen[np.argsort(written_at[chosen], kind="stable")]
    language = np.array([LANGUAGE_CODES[one] for one in lines["language"][chosen]], np.int64)
    zero = np.zeros(len(chosen), np.int64)
    drawn = (draw(rng, len(chosen), shares) for shares in (SENTIMENT_SHARES, TOPIC_SHARES))
    meaning = Meaning(language, *drawn, zero, zero)
    ids = writer.take_ids(len(chosen))
    product = lines["product_id"][chosen]
    texts = Writer(rng, language, product - 1, titles).review(meaning)
    writer.write(
        {
            "review_id": ids,
            "client_id": lines["client_id"][chosen],
            "product_id": product,
            "rating": scored(rng, meaning.sentiment),
            "text": notes.plant("reviews", ids, texts),
            "language": pick(LANGUAGES, language),
            "written_at": written_at[chosen],
        }
    )
    notes.label("review", ids, meaning)


def scored(rng: np.random.Generator, sentiment: np.ndarray) -> np.ndarray:
    """Draw one to five stars for each sentiment."""
    reach = np.cumsum(STARS, axis=1)[sentiment]
    return 1 + np.minimum((rng.random(len(sentiment))[:, None] > reach).sum(axis=1), 4)

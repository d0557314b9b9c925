"""How often clients buy and when they stop: the stated process behind every purchase.

A buyer has a mean gap between purchases, drawn from a log-normal law by unit; the gaps themselves
are gamma distributed (shape 2 in retail, 4 in wholesale) in *busy* time, which runs faster in
season. A buyer's lifetime is exponential, longer for those who came by a better channel; from the
day of `truth.gone` on a client buys nothing (who is erased is gone too). No other table says who is
gone. The second record of a person has no life of its own: it takes some of the first one's orders.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from sandbox.world.frame import Frame, TableWriter

DAY = np.timedelta64(86_400_000_000, "us")
MEAN_GAP_DAYS = {"retail": 48.0, "wholesale": 30.0}
GAP_SPREAD = {"retail": 0.6, "wholesale": 0.45}
GAP_SHAPE = {"retail": 2.0, "wholesale": 4.0}
MEAN_LIFE_DAYS = {"retail": 480.0, "wholesale": 900.0}
GONE_BEFORE = 0.2  # of those who came before the history were gone when it began


class LifeWriter:
    """Writes the truth about each buyer's rhythm and end."""

    def __init__(self, rhythms: TableWriter, gone: TableWriter) -> None:
        self._rhythms, self._gone = rhythms, gone

    def write(self, rows: dict[str, Any]) -> None:
        """Append one block of clients."""
        buys, is_gone = rows["is_buyer"], rows["is_buyer"] & rows["is_gone"]
        self._rhythms.write(
            {
                "client_id": rows["client_id"][buys],
                "mean_gap_days": np.round(rows["mean_gap"][buys], 3),
            }
        )
        self._gone.write(
            {"client_id": rows["client_id"][is_gone], "gone_since": rows["gone_day"][is_gone]}
        )


@contextmanager
def write_lives(frame: Frame) -> Iterator[LifeWriter]:
    """Open truth.rhythms and truth.gone."""
    with frame.writer("truth/rhythms") as rhythms, frame.writer("truth/gone") as gone:
        yield LifeWriter(rhythms, gone)


def draw_lives(
    rng: np.random.Generator, frame: Frame, rows: dict[str, Any], quality: np.ndarray
) -> dict[str, np.ndarray]:
    """Draw who buys at all, how often, and until which day; a firm's contact person never buys."""
    count, is_retail = len(quality), rows["is_retail"]
    wants = rng.random(count) < quality
    is_buyer = wants & (is_retail | rows["is_firm"]) & (rows["person_id"] == rows["client_id"])
    spread = _by_unit(GAP_SPREAD, is_retail) * rng.standard_normal(count)
    mean_gap = _by_unit(MEAN_GAP_DAYS, is_retail) * np.exp(spread)
    life = rng.exponential(1.0, count) * _by_unit(MEAN_LIFE_DAYS, is_retail) * (0.4 + quality)
    start = np.datetime64(frame.start, "us")
    came = rows["created_at"].astype("datetime64[D]").astype("datetime64[us]")
    is_old = came < start
    from_day = np.where(is_old, start, came)
    gone = from_day + (1 + np.floor(life)).astype(int) * DAY
    went_early = is_old & (rng.random(count) < GONE_BEFORE)
    earlier = came + np.floor((start - came) / DAY * rng.random(count)).astype(int) * DAY
    gone = np.where(went_early, earlier, gone)
    return {
        "is_buyer": is_buyer,
        "mean_gap": mean_gap,
        "gone_day": gone,
        "is_gone": gone <= np.datetime64(frame.size.last_day),
    }


def _by_unit(values: dict[str, float], is_retail: np.ndarray) -> np.ndarray:
    return np.where(is_retail, values["retail"], values["wholesale"])

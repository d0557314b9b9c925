"""Small things about arrays: columns of a table, labels, missing values, runs of rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NEVER = np.datetime64("NaT", "us")


def as_column(values: Any, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    """Turn numpy, masked or Arrow values into an Arrow column of a type; money is in kopecks."""
    if pa.types.is_decimal(kind):
        return _money(values, kind)
    if not isinstance(values, pa.Array | pa.ChunkedArray):
        mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
        plain = values.data if mask is not None else values
        values = pa.array(plain, mask=mask, from_pandas=mask is None)
    return values if values.type == kind else pc.cast(values, kind, safe=False)


def nullable(values: np.ndarray, is_missing: np.ndarray) -> np.ma.MaskedArray:
    """Return values with those that are missing masked, to be written as nulls."""
    return np.ma.MaskedArray(values, mask=is_missing)


def pick(labels: Sequence[str | None], codes: np.ndarray) -> pa.Array:
    """Return the text of each code: the cheap way to make a long column of few texts."""
    return pa.array(labels, pa.string()).take(pa.array(codes))


def draw(rng: np.random.Generator, count: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Draw `count` positions by weight."""
    reach = np.cumsum(np.asarray(weights, float))
    return np.searchsorted(reach, rng.random(count) * reach[-1], side="right")


def within(counts: np.ndarray) -> np.ndarray:
    """Return the place of each row in its run, from 0: counts [2, 3] give [0, 1, 0, 1, 2]."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def run_sums(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the running sum within each run of rows."""
    total = np.cumsum(values)
    starts = np.cumsum(counts) - counts
    before = np.where(starts > 0, total[np.maximum(starts, 1) - 1], 0) if len(total) else starts
    return total - np.repeat(before, counts)


def _money(values: Any, kind: pa.DataType) -> pa.Array:
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    kopecks = np.asarray(values.data if mask is not None else values).astype(np.int64)
    words = np.empty((len(kopecks), 2), np.int64)
    words[:, 0], words[:, 1] = kopecks, kopecks >> 63
    shown = None
    if mask is not None and mask.any():
        shown = pa.py_buffer(np.packbits(~mask, bitorder="little"))
    return pa.Array.from_buffers(kind, len(kopecks), [shown, pa.py_buffer(words)])

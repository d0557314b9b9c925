"""Which of a client's own goods speaks most for a good that is offered."""

import numpy as np
from scipy import sparse


def strongest(entry: np.ndarray, good: np.ndarray, value: np.ndarray, count: int) -> np.ndarray:
    """Return per entry 0 … count - 1 the good of the greatest value above zero; -1 without one."""
    kept = value > 0
    entry, good, value = entry[kept], good[kept], value[kept]
    order = np.lexsort((good, -value, entry))
    first = order[np.unique(entry[order], return_index=True)[1]]
    found = np.full(count, -1)
    found[entry[first]] = good[first]
    return found


def pairs(owned: sparse.csr_matrix, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Pair every good a client owns with each of `width` lines of that client.

    Returns the number of the line (row by row) and the position among the stored values.
    """
    lengths = np.repeat(np.diff(owned.indptr), width)
    starts = np.repeat(owned.indptr[:-1], width)
    line = np.repeat(np.arange(len(lengths)), lengths)
    within = np.arange(len(line)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return line, starts[line] + within

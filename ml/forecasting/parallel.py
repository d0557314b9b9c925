"""The same work for many series, over the cores of the machine."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky import get_reusable_executor

_log = logging.getLogger(__name__)


def in_parallel(
    work: Callable[..., Any],
    items: Mapping[tuple[str, ...], Mapping[str, Any]],
    *,
    workers: int | None = None,
) -> dict[tuple[str, ...], Any]:
    """Call `work(**arguments)` for the arguments of every key; return the results by key.

    `workers` processes, by default one per core; where none can be started (no shared memory, a
    daemon's child) this one does it all. Progress is logged.
    """
    workers = min(workers or cpu_count(), len(items))
    if workers > 1:
        try:
            return _collected(workers, work, items)
        except (OSError, BrokenProcessPool) as error:
            _log.warning("one process does it all, for there can be no more: %s", error)
        finally:
            get_reusable_executor().shutdown(wait=True)
    return _collected(1, work, items)


def _collected(
    workers: int, work: Callable[..., Any], items: Mapping[tuple[str, ...], Mapping[str, Any]]
) -> dict[tuple[str, ...], Any]:
    calls = (delayed(work)(**arguments) for arguments in items.values())
    found = {}
    for key, result in zip(items, Parallel(workers, return_as="generator")(calls), strict=True):
        found[key] = result
        _log.info("%s: %d of %d", ", ".join(key), len(found), len(items))
    return found

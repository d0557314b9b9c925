"""Folders for what was read of a source and has not landed yet."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from include.settings import paths


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards, and remove those that killed processes left.

    It lies with the data and not in /tmp, which may be memory: what is read may be larger. It is
    in use while its lock is held, and the system lets go of a dead process's locks.
    """
    place = paths().home / "scratch"
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob("*.lock"):
        # another user's may not be opened: it is left to that user
        with suppress(Timeout, OSError), FileLock(left, timeout=0):
            _remove(left)
    lock = place / f"{uuid4().hex}.lock"
    with FileLock(lock):
        folder = lock.with_suffix("")
        folder.mkdir()
        try:
            yield folder
        finally:
            _remove(lock)


def _remove(lock: Path) -> None:
    shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
    lock.unlink(missing_ok=True)

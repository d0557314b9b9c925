"""Extractions in processes of their own, which can be killed as the machine kills them."""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path

from include.company import load_company
from include.landing import land
from include.sources.reading import reader_of
from tests.conftest import extract_days
from tests.include.sources.contract.cases import kinds

# loaded once, before the children are forked, with what is else loaded at the first page
READERS = [reader_of(kind) for kind in kinds()]
LIBRARIES = [import_module(name) for name in ("httpcore", "pandas", "pyarrow.parquet")]

NEVER = -1
KILLED = -signal.SIGKILL
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Task:
    """What a child extracts: a day of a source, in an environment; it may die at a rename."""

    environment: dict[str, str]
    company_file: Path
    source: str
    day: date
    dies_at_rename: int = NEVER


def start(task: Task) -> BaseProcess:
    """Start an extraction in a child that shares nothing with this process but its modules."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    child = context.Process(target=_extract, args=(task,), daemon=True)
    child.start()
    return child


def end(child: BaseProcess) -> int:
    """Wait for a child and return its exit code: 0, or `KILLED`."""
    child.join(_PATIENCE_SECONDS)
    if child.is_alive():
        child.kill()
        raise AssertionError("an extraction does not end")
    return child.exitcode


def kill(child: BaseProcess) -> None:
    """Kill a child as `kill -9` does."""
    os.kill(child.pid, signal.SIGKILL)


def open_door(*_: object) -> None:
    """Let every reading in: the door has tests of its own, and takes longer than all the rest."""


def _extract(task: Task) -> None:
    os.environ.update(task.environment)
    land.pass_door = open_door
    if task.dies_at_rename != NEVER:
        Path.replace = _dying(Path.replace, task.dies_at_rename)
    try:
        extract_days(load_company(task.company_file), task.source, task.day, closing=True)
    except BaseException:
        traceback.print_exc()
        raise


def _dying(rename: Callable, step: int) -> Callable:
    """Return a rename that kills this process when it is called for the step-th time, from 0."""
    steps = iter(range(step + 1))

    def die(file: Path, target: Path) -> Path:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(file, target)

    return die

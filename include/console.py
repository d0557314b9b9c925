"""Progress of long work, for whoever watches a terminal."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

EVERY_SECONDS = 10.0


class _Lines(logging.Handler):
    """Writes what is logged as plain lines above the bar: news of one kind every ten seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        told = self._told.get(record.msg)
        is_early = told is not None and record.created - told < EVERY_SECONDS
        if is_early and record.levelno < logging.WARNING:
            return
        self._told[record.msg] = record.created
        # looked up anew: while the bar is shown, this is a stream that knows of it
        sys.stderr.write(f"{self.format(record)}\n")


@contextmanager
def progress_bar(console: Console, title: str, total: int) -> Iterator[Callable[[str], None]]:
    """Show a bar; yield a function that moves it by one and says what is going on."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar, _log_on_stderr():
        task = bar.add_task(title, total=total, note="")
        yield lambda note: bar.update(task, advance=1, note=note)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def _log_on_stderr() -> Iterator[None]:
    """Tell what the extraction logs; elsewhere Airflow keeps it."""
    log, lines = logging.getLogger("clientele.extract"), _Lines()
    before = log.level
    log.addHandler(lines)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(lines)
        log.setLevel(before)

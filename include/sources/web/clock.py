"""The clock by which a client waits, so that tests and benchmarks can turn it forward."""

import time
from typing import Protocol


class Clock(Protocol):
    """Seconds that only go forward, and a way to let them pass."""

    def now(self) -> float:
        """Return seconds since some moment."""

    def sleep(self, seconds: float) -> None:
        """Let seconds pass."""


class WallClock:
    """The time of this machine."""

    def now(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class VirtualClock:
    """A clock that passes only when somebody sleeps by it; nobody waits."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        """Return seconds since the clock was made."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Turn the clock forward."""
        self._now += max(0.0, seconds)

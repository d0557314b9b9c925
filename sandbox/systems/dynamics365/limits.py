"""The service-protection limits: requests, seconds of execution, and requests at once."""

import math
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 300
MOST_REQUESTS = 6000
MOST_SECONDS = 1200.0
MOST_AT_ONCE = 52

TOO_MANY = (
    "0x80072322",
    "Number of requests exceeded the limit of 6000 over time window of 300 seconds.",
)
TOO_LONG = (
    "0x80072321",
    "Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over "
    "time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of "
    "requests and try again later.",
)
TOO_WIDE = ("0x80072326", "Number of concurrent requests exceeded the limit of 52.")


class Limits:
    """Counts what a user asked of one server in the last five minutes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, float]] = deque()
        self._seconds = 0.0
        self._penalty = 0
        self.at_once = 0

    def refusal(self) -> tuple[tuple[str, str], int] | None:
        """Return why the next request is refused and for how many seconds; None when it is not.

        Who goes on asking waits longer each time.
        """
        now = self._clock()
        while self._seen and self._seen[0][0] <= now - WINDOW_SECONDS:
            self._seconds -= self._seen.popleft()[1]
        reason = self._reason()
        if reason is None:
            self._penalty = 0
            return None
        self._penalty += 1
        oldest = self._seen[0][0] if self._seen else now
        wait = 1 if reason is TOO_WIDE else math.ceil(oldest + WINDOW_SECONDS - now)
        return reason, wait + self._penalty - 1

    def served(self, seconds: float) -> None:
        """Count a request that was answered, and how long that took."""
        self._seen.append((self._clock(), seconds))
        self._seconds += seconds

    @property
    def remaining(self) -> tuple[int, float]:
        """How many requests and seconds are left."""
        return MOST_REQUESTS - len(self._seen), MOST_SECONDS - self._seconds

    def _reason(self) -> tuple[str, str] | None:
        if self.at_once > MOST_AT_ONCE:
            return TOO_WIDE
        if len(self._seen) >= MOST_REQUESTS:
            return TOO_MANY
        return TOO_LONG if self._seconds >= MOST_SECONDS else None

"""The two limits of a portal: how often it is asked, and how long each method has been at work."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_SECONDS = 600
BASKET_SECONDS = 60


@dataclass
class Bucket:
    """A leaky bucket: every request fills it by one, it drains by `drain` a second."""

    clock: Callable[[], float]
    drain: float = 2.0
    size: float = 50.0
    level: float = 0.0
    highest: float = 0.0
    refused: int = 0
    _seen_at: float | None = None

    def takes(self) -> bool:
        """Return whether one more request fits, and count it when it does."""
        now = self.clock()
        passed = 0.0 if self._seen_at is None else max(0.0, now - self._seen_at)
        self._seen_at = now
        self.level = max(0.0, self.level - passed * self.drain)
        if self.level + 1 > self.size:
            self.refused += 1
            return False
        self.level += 1
        self.highest = max(self.highest, self.level)
        return True


@dataclass
class Operating:
    """The seconds each method ran in the last ten minutes, kept in baskets of one minute."""

    clock: Callable[[], float]
    limit_seconds: float = 480.0
    highest: float = 0.0
    refused: int = 0
    _baskets: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    def used(self, method: str) -> float:
        """Return the seconds of a method that still count."""
        oldest = int((self.clock() - WINDOW_SECONDS) // BASKET_SECONDS)
        baskets = self._baskets[method]
        for number in [each for each in baskets if each <= oldest]:
            del baskets[number]
        return sum(baskets.values())

    def allows(self, method: str) -> bool:
        """Return whether the method may run now."""
        allowed = self.used(method) < self.limit_seconds
        self.refused += not allowed
        return allowed

    def add(self, method: str, seconds: float) -> None:
        """Count a run of the method."""
        number = int(self.clock() // BASKET_SECONDS)
        baskets = self._baskets[method]
        baskets[number] = baskets.get(number, 0.0) + seconds
        self.highest = max(self.highest, self.used(method))

    def freed_at(self, method: str) -> float:
        """Return the moment, by the clock, at which the oldest basket stops counting."""
        baskets = self._baskets[method]
        oldest = min(baskets) if baskets else int(self.clock() // BASKET_SECONDS)
        return (oldest + 1) * BASKET_SECONDS + WINDOW_SECONDS

"""How far a long reading is, told in the log: rows, requests, and the time that is left."""

import logging

from include.sources.web.clock import Clock

EVERY_SECONDS = 10.0
_log = logging.getLogger("clientele.extract")


class Progress:
    """Counts the rows and requests of a source's streams and tells of them now and then."""

    def __init__(self, source: str, clock: Clock) -> None:
        self._source, self._clock = source, clock
        self.requests = 0
        self.begin("")

    def begin(self, stream: str) -> None:
        """Start counting for a stream."""
        self._stream, self._rows, self._requests = stream, 0, self.requests
        self._total: int | None = None
        self._began = self._told = self._clock.now()

    def requested(self) -> None:
        """Count one request."""
        self.requests += 1

    def came(self, rows: int, total: int | None) -> None:
        """Count rows of one page; `total` is what the source expects in all, if it knows."""
        self._rows += rows
        self._total = total if total is not None else self._total
        if self._clock.now() - self._told >= EVERY_SECONDS:
            self._told = self._clock.now()
            _log.info("%s", self._line())

    def waits(self, seconds: float, reason: str) -> None:
        """Tell of a wait that the source asked for."""
        if seconds >= 1:
            _log.info("%s.%s waits %.0f s: %s", self._source, self._stream, seconds, reason)

    def end(self) -> None:
        """Tell what the reading came to."""
        _log.info("%s", self._line())

    def _line(self) -> str:
        seconds = self._clock.now() - self._began
        share = f" of {self._total:,}" if self._total else ""
        left = ""
        if self._total and 0 < self._rows < self._total:
            left = f", {_span(seconds * (self._total - self._rows) / self._rows)} left"
        asked = self.requests - self._requests
        requests = f"{asked:,} request{'' if asked == 1 else 's'}"
        return (
            f"{self._source}.{self._stream}: {self._rows:,}{share} rows, {requests}, "
            f"{_span(seconds)}{left}"
        )


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

"""Ask many things by one request: a batch of operations, whose answers come as an archive."""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from include.errors import ClienteleError
from include.sources.systems.mailchimp.account import Account, Row
from include.sources.systems.mailchimp.archive import answers_in
from include.sources.web.clock import Clock

MOST_OPERATIONS = 500
MOST_TRIES = 2
MOST_ARCHIVE_BYTES = 256 * 2**20
FIRST_POLL_SECONDS, LONGEST_POLL_SECONDS = 0.5, 300.0
_log = logging.getLogger("clientele.extract")


@dataclass(frozen=True)
class Operation:
    """One GET within a batch."""

    name: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> Row:
        """Return the operation as a batch takes it."""
        params = {key: str(value) for key, value in self.params.items()}
        return {
            "method": "GET",
            "path": self.path,
            "operation_id": self.name,
            "params": params,
        }


class _Expired(Exception):  # noqa: N818
    """The batch, or its archive, is there no more."""


class Batches:
    """Batches of one account. `asked_at` is when, by Mailchimp's clock, the first was posted."""

    def __init__(self, account: Account, clock: Clock, patience_hours: int) -> None:
        self._account, self._clock = account, clock
        self._patience = patience_hours * 3600.0
        self._usual_seconds = FIRST_POLL_SECONDS
        self.asked_at = ""

    def answers(self, operations: Sequence[Operation]) -> Iterator[tuple[Operation, Row]]:
        """Yield each operation with its answer, in no order.

        What failed in the batch is asked again alone; what is there no more has no answer.
        """
        for first in range(0, len(operations), MOST_OPERATIONS):
            yield from self._some(operations[first : first + MOST_OPERATIONS])

    def _some(self, operations: Sequence[Operation]) -> Iterator[tuple[Operation, Row]]:
        missing = {operation.name: operation for operation in operations}
        for _ in range(MOST_TRIES):
            try:
                for name, body in self._batch(list(missing.values())):
                    if name in missing:
                        yield missing.pop(name), body
                break
            except _Expired as error:
                _log.warning("%s: %s; a new batch is made", self._account.place, error)
        for operation in missing.values():
            body = self._account.find(operation.path, **operation.params)
            if body is not None:
                yield operation, body

    def _batch(self, operations: Sequence[Operation]) -> Iterator[tuple[str, Row]]:
        """Post operations, wait for them, and yield name and answer of those that went well."""
        posted = self._account.post("/batches", {"operations": [o.as_json() for o in operations]})
        batch_id = str(posted.get("id", ""))
        self.asked_at = self.asked_at or str(posted.get("submitted_at", ""))
        for _ in range(MOST_TRIES):
            url = self._wait(batch_id)
            try:
                with self._account.client.download(url, max_bytes=MOST_ARCHIVE_BYTES) as archive:
                    yield from self._answers_in(archive)
                    return
            except ClienteleError as error:
                broken = error
            self._clock.sleep(FIRST_POLL_SECONDS)
        raise _Expired(broken.what)

    def _wait(self, batch_id: str) -> str:
        """Wait as the batch before, and this one, suggest; return the archive's address."""
        posted, pause = self._clock.now(), self._usual_seconds
        while True:
            self._clock.sleep(pause)
            batch = self._account.find(f"/batches/{batch_id}")
            if batch is None:
                raise _Expired("the batch has expired")
            elapsed = self._clock.now() - posted
            if batch.get("status") == "finished":
                self._usual_seconds = min(max(elapsed, FIRST_POLL_SECONDS), LONGEST_POLL_SECONDS)
                return str(batch.get("response_body_url", ""))
            pause = _pause(batch, elapsed, pause)
            if elapsed + pause > self._patience:
                raise ClienteleError(
                    f"the batch was not done within {self._patience / 3600:.0f} hours",
                    where=self._account.place,
                    remedy="The next run asks again; raise options.batch_hours if it is so slow",
                )

    def _answers_in(self, archive: Any) -> Iterator[tuple[str, Row]]:
        for answer in answers_in(archive):
            try:
                body = json.loads(str(answer.get("response", "")), parse_constant=str)
            except ValueError:
                continue
            if answer.get("status_code") == 200 and isinstance(body, dict):
                yield str(answer.get("operation_id", "")), body


def _pause(batch: Row, elapsed: float, before: float) -> float:
    """Return how long the rest will take at the batch's pace so far; twice as long as before else.

    One of which nothing is done yet has no pace.
    """
    done, total = batch.get("finished_operations"), batch.get("total_operations")
    pause = before * 2
    if isinstance(done, int) and isinstance(total, int) and 0 < done < total:
        pause = elapsed * (total - done) / done
    return min(max(pause, FIRST_POLL_SECONDS), LONGEST_POLL_SECONDS)

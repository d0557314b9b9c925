"""Batch operations: posted, worked off in their time, fetched as a tar.gz."""

import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from typing import Any

from sandbox.systems.mailchimp.errors import BROKEN, Problem, not_found
from sandbox.systems.mailchimp.resources import resource
from sandbox.systems.mailchimp.state import State, spelt

MOST_PENDING = 500
OPERATIONS_PER_FILE = 25


@dataclass
class Batch:
    """One batch: what was asked, when by the clock, and its archive once it is done."""

    batch_id: str
    operations: list[dict[str, Any]]
    submitted_at: str
    posted: float
    errored: int = 0
    archive: bytes | None = None


@dataclass
class Batches:
    """All batches of an account."""

    state: State
    by_id: dict[str, Batch] = field(default_factory=dict)
    made: int = 0
    secret: int = 0

    def post(self, content: Any) -> dict[str, Any]:
        """Take a batch; nothing of it is done yet."""
        operations = content.get("operations") if isinstance(content, dict) else None
        if not operations or not all({"method", "path"} <= set(each) for each in operations):
            raise Problem(400, "Invalid Resource", "operations need a method and a path")
        if sum(batch.archive is None for batch in self.by_id.values()) >= MOST_PENDING:
            raise Problem(429, "Too Many Requests", "You have more than 500 pending batches.")
        self.made += 1
        submitted_at, posted = spelt(self.state.moment), self.state.clock()
        batch = Batch(f"batch{self.made:04d}", operations, submitted_at, posted)
        self.by_id[batch.batch_id] = batch
        return self._told(batch, "")

    def poll(self, batch_id: str, base_url: str) -> dict[str, Any]:
        """Tell how far a batch is; once its time has come it is done and has a signed address."""
        batch = self._known(batch_id)
        if self._share(batch) == 1 and batch.archive is None:
            batch.archive = self._worked_off(batch)
        return self._told(batch, base_url)

    def fetch(self, batch_id: str, signature: str) -> bytes:
        """Return the archive; raises `PermissionError` when its address is signed no more."""
        if signature != self._signature(batch_id) or batch_id not in self.by_id:
            raise PermissionError("Request has expired")
        return self.state.archive or self._known(batch_id).archive or b""

    def expire_urls(self) -> None:
        """Let every address given so far lead nowhere; another poll gives a new one."""
        self.secret += 1

    def expire(self) -> None:
        """Forget every batch, as Mailchimp does after some days."""
        self.by_id.clear()

    def _known(self, batch_id: str) -> Batch:
        if batch_id not in self.by_id:
            raise not_found("The batch does not exist or has expired.")
        return self.by_id[batch_id]

    def _signature(self, batch_id: str) -> str:
        return hashlib.sha256(f"{batch_id} {self.secret}".encode()).hexdigest()

    def _told(self, batch: Batch, base_url: str) -> dict[str, Any]:
        is_done = batch.archive is not None
        status = "finished" if is_done else "started" if base_url else "pending"
        address = f"{base_url}/batch-results/{batch.batch_id}.tar.gz"
        return {
            "id": batch.batch_id,
            "status": status,
            "total_operations": len(batch.operations),
            "finished_operations": int(len(batch.operations) * self._share(batch)),
            "errored_operations": batch.errored,
            "submitted_at": batch.submitted_at,
            "completed_at": spelt(self.state.moment) if is_done else "",
            "response_body_url": (
                f"{address}?Signature={self._signature(batch.batch_id)}" if is_done else ""
            ),
        }

    def _share(self, batch: Batch) -> float:
        """Return the share of a batch that is done by now."""
        elapsed = self.state.clock() - batch.posted
        return min(1.0, elapsed / self.state.batch_seconds) if self.state.batch_seconds else 1.0

    def _worked_off(self, batch: Batch) -> bytes:
        done = [self._operation(each) for each in batch.operations]
        batch.errored = sum(each["status_code"] != 200 for each in done)
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            archive.addfile(_folder())
            for first in range(0, len(done), OPERATIONS_PER_FILE):
                content = json.dumps(done[first : first + OPERATIONS_PER_FILE]).encode()
                entry = tarfile.TarInfo(f"./{batch.batch_id}-{first}.json")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        return packed.getvalue()

    def _operation(self, operation: dict[str, Any]) -> dict[str, Any]:
        """Work off one operation: its answer is JSON within JSON."""
        name = operation.get("operation_id", "")
        query = {key: str(value) for key, value in operation.get("params", {}).items()}
        try:
            if name in self.state.failing_operations:
                self.state.failing_operations.discard(name)
                raise Problem(500, BROKEN["title"], BROKEN["detail"])
            status, body = 200, resource(self.state, operation["path"], query)
        except Problem as error:
            status, body = error.status, error.document
        return {"status_code": status, "operation_id": name, "response": json.dumps(body)}


def _folder() -> tarfile.TarInfo:
    entry = tarfile.TarInfo("./")
    entry.type = tarfile.DIRTYPE
    return entry

"""The queue of offline events: one record an object, handed out until it is cleared."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

OBJECTS = ("DEAL", "LEAD", "CONTACT", "COMPANY", "ACTIVITY")
KNOWN = frozenset(f"ONCRM{each}{act}" for each in OBJECTS for act in ("ADD", "UPDATE", "DELETE"))


@dataclass
class Queue:
    """What was bound, and what happened since."""

    bound: set[str] = field(default_factory=set)
    _records: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    _claims: dict[str, str] = field(default_factory=dict)
    _numbers: int = 0
    _processes: int = 0

    def tell(self, thing: str, act: str, number: int) -> None:
        """Remember that an object changed, if anybody asked to be told."""
        event = f"ONCRM{thing.upper()}{act}"
        if event not in self.bound:
            return
        self._numbers += 1
        self._records[thing, number] = {
            "ID": str(self._numbers),
            "TIMESTAMP_X": None,
            "EVENT_NAME": event,
            "EVENT_DATA": {"FIELDS": {"ID": number}},
            "EVENT_ADDITIONAL": False,
            "MESSAGE_ID": f"{self._numbers:032x}",
        }

    def hand_out(self, limit: int, clears: bool, process: str) -> dict[str, Any]:
        """Give the oldest records; without clearing they are claimed by a process."""
        free = [
            record
            for record in self._records.values()
            if self._claims.get(record["MESSAGE_ID"], process) == process
        ]
        events = free[:limit]
        if clears:
            self._drop(record["MESSAGE_ID"] for record in events)
            return {"process_id": None, "events": events}
        if not process:
            self._processes += 1
            process = f"process{self._processes:025d}"
        self._claims |= {record["MESSAGE_ID"]: process for record in events}
        return {"process_id": process, "events": events}

    def clear(self, process: str, messages: Iterable[str] | None) -> None:
        """Forget what a process has been given, or only some messages of it."""
        wanted = None if messages is None else set(messages)
        self._drop(
            message
            for message, owner in list(self._claims.items())
            if owner == process and (wanted is None or message in wanted)
        )

    def _drop(self, messages: Iterable[str]) -> None:
        gone = set(messages)
        self._records = {
            key: record for key, record in self._records.items() if record["MESSAGE_ID"] not in gone
        }
        self._claims = {key: owner for key, owner in self._claims.items() if key not in gone}

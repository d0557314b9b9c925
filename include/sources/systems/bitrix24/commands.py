"""Commands of a batch, and what became of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Command:
    """A method and its parameters, nested as the portal nests them."""

    method: str
    params: dict[str, Any]

    @property
    def text(self) -> str:
        """The command as a batch wants it."""
        return f"{self.method}?{urlencode(list(_flat(self.params)))}"


@dataclass(frozen=True)
class Outcome:
    """What became of a command: its result, or why there is none; `total` where it was counted."""

    command: Command
    result: Any = None
    refusal: dict[str, Any] | None = None
    total: int | None = None


def outcomes_of(named: dict[str, Command], parts: Any) -> list[Outcome]:
    """Return what a batch says of its commands, in their order; some it may not speak of."""
    results, refusals, totals = (
        as_map(as_map(parts).get(part)) for part in ("result", "result_error", "result_total")
    )
    return [
        Outcome(
            command,
            results.get(key),
            as_map(refusals.get(key)) or None,
            int(totals[key]) if key in totals else None,
        )
        for key, command in named.items()
        if key in results or key in refusals
    ]


def as_map(value: Any) -> dict[str, Any]:
    """Return a map; PHP writes an empty one as an empty list."""
    return value if isinstance(value, dict) else {}


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield names and values as PHP writes nested parameters."""
    if not isinstance(value, dict | list | tuple):
        yield name, "" if value is None else str(value)
        return
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in pairs:
        yield from _flat(each, f"{name}[{key}]" if name else str(key))

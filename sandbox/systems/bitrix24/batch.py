"""`batch`: up to fifty commands in one request, each of which may use what came before it."""

from dataclasses import dataclass
from typing import Any

from sandbox.systems.bitrix24.calls import Calls
from sandbox.systems.bitrix24.errors import Refusal
from sandbox.systems.bitrix24.params import filled, parse_query

MOST_COMMANDS = 50
PARTS = ("result", "result_error", "result_total", "result_next", "result_time")


@dataclass(frozen=True)
class Run:
    """Who runs the commands."""

    calls: Calls
    is_app: bool


def run_batch(run: Run, params: dict[str, Any]) -> dict[str, Any]:
    """Return what `batch` answers: by key of the command, and `[]` wherever PHP has nothing."""
    commands = _commands(params.get("cmd"))
    halts = str(params.get("halt", 0)).lower() in ("1", "true", "y")
    said: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    for number, (key, command) in enumerate(commands.items()):
        try:
            _run_one(run, key, str(command), said, is_over=number >= MOST_COMMANDS)
        except Refusal as refusal:
            said["result_error"][key] = refusal.body
            if halts:
                break
    return {part: _as_php(values) for part, values in said.items()}


def _run_one(
    run: Run, key: str, command: str, said: dict[str, dict[str, Any]], *, is_over: bool
) -> None:
    if is_over:
        raise Refusal(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
    name, _, query = command.partition("?")
    method = name.lower()
    if method == "batch":
        raise Refusal(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch")
    began = run.calls.clock()
    body = run.calls.call(method, filled(parse_query(query), said["result"]), run.is_app)
    said["result"][key] = body["result"]
    for part, name in (("result_total", "total"), ("result_next", "next")):
        if name in body:
            said[part][key] = body[name]
    said["result_time"][key] = run.calls.timing(began, method)


def _commands(said: Any) -> dict[str, Any]:
    if isinstance(said, list):
        return {str(number): each for number, each in enumerate(said)}
    return said if isinstance(said, dict) else {}


def _as_php(values: dict[str, Any]) -> Any:
    """Return a map as PHP writes it: empty, or numbered from 0 on, it is a list."""
    if list(values) == [str(number) for number in range(len(values))]:
        return list(values.values())
    return values

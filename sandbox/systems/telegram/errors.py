"""What Telegram says when it refuses: the envelope, and the errors there are."""

from typing import Any

from sandbox.systems.faults import Fault

TAKEN = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
PUSHED = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Refused(Exception):  # noqa: N818
    """An error that is answered in the envelope."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description

    @property
    def body(self) -> dict[str, Any]:
        """The envelope."""
        return _error(self.code, self.description)


def _error(code: int, description: str) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description}


def _too_many(fault: Fault) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Say how long to wait in the body; Telegram's header is not promised."""
    body = _error(429, f"Too Many Requests: retry after {fault.retry_after}")
    return 429, {}, body | {"parameters": {"retry_after": fault.retry_after}}


ERROR_BODIES: dict[str, Any] = {
    "429": _too_many,
    "500": (500, {}, _error(500, "Internal Server Error")),
    "503": (502, {"content-type": "text/html"}, "<html><h1>502 Bad Gateway</h1></html>"),
}

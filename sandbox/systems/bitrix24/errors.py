"""What a portal says when it refuses: status, code and description, as the vendor lists them."""

from typing import Any


class Refusal(Exception):  # noqa: N818
    """An answer that is no result."""

    def __init__(self, status: int, code: str | int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.code = code
        self.description = description

    @property
    def body(self) -> dict[str, Any]:
        """The error as JSON."""
        return {"error": self.code, "error_description": self.description}


def too_often() -> Refusal:
    """Return the refusal of the leaky bucket."""
    return Refusal(503, "QUERY_LIMIT_EXCEEDED", "Too many requests")


def too_long() -> Refusal:
    """Return the refusal of a method that has run for too long."""
    return Refusal(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.")


def denied() -> Refusal:
    """Return the refusal of a user without the right."""
    return Refusal(403, "ACCESS_DENIED", "Access denied!")


def bad_argument(description: str) -> Refusal:
    """Return the refusal of an argument."""
    return Refusal(400, "INVALID_ARG_VALUE", description)


def not_found(description: str = "Element not found") -> Refusal:
    """Return the refusal of what is not there."""
    return Refusal(400, "NOT_FOUND", description)


ERROR_BODIES: dict[str, tuple[int, dict[str, str], Any]] = {
    "429": (429, {}, too_long().body | {"time": {"operating": 480.0}}),
    "503": (503, {}, too_often().body),
    "500": (500, {}, {"error": "INTERNAL_SERVER_ERROR", "error_description": "Internal error"}),
    "html": (
        200,
        {"content-type": "text/html; charset=UTF-8"},
        "<!DOCTYPE html><html><head><title>Bitrix24</title></head><body>503</body></html>",
    ),
}

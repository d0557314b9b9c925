"""What Mailchimp says when it refuses: problem documents."""

from typing import Any


class Problem(Exception):  # noqa: N818
    """An error that is answered as a problem document."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail

    @property
    def document(self) -> dict[str, Any]:
        """What is answered."""
        return problem(self.status, self.title, self.detail)


def problem(status: int, title: str, detail: str) -> dict[str, Any]:
    """Return a problem document."""
    return {
        "type": "https://mailchimp.com/developer/marketing/docs/errors/",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": "0f7cc4a2-3d1b-4d3e-9d5c-000000000000",
    }


def not_found(detail: str = "The requested resource could not be found.") -> Problem:
    """Return the error of a thing that is not there."""
    return Problem(404, "Resource Not Found", detail)


KEY_INVALID = problem(
    401,
    "API Key Invalid",
    "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
)
TOO_MANY = problem(
    429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections."
)
DOWN = problem(503, "Service Unavailable", "The server is currently unavailable.")
BROKEN = problem(500, "Internal Server Error", "An unexpected internal error has occurred.")

ERROR_BODIES = {
    "429": (429, {"content-type": "application/problem+json"}, TOO_MANY),
    "503": (503, {"content-type": "application/problem+json"}, DOWN),
    "500": (500, {"content-type": "application/problem+json"}, BROKEN),
}

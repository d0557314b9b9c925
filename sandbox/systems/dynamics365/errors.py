"""What the Web API says when it refuses: the error envelope, and the errors there are."""

from typing import Any

from sandbox.systems.dynamics365.limits import TOO_MANY
from sandbox.systems.faults import Fault

TRACE_TEXT = "trace of a plug-in that saw +380 67 000 00 00"


class ApiError(Exception):
    """A refusal: status, code and message of the envelope, and headers."""

    def __init__(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = headers or {}

    def body(self, is_annotated: bool = False) -> dict[str, Any]:
        """Return the envelope; annotated, it holds a trace that no log should."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if is_annotated:
            error["@Microsoft.PowerApps.CDS.ErrorDetails.HttpStatusCode"] = str(self.status)
            error["@Microsoft.PowerApps.CDS.InnerError.Message"] = self.message
            error["@Microsoft.PowerApps.CDS.TraceText"] = TRACE_TEXT
        return {"error": error}


def unknown_property(name: str, logical: str) -> ApiError:
    """Return the refusal of a column that is not there."""
    return ApiError(
        400,
        "0x80060888",
        f"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{logical}'.",
    )


def unsupported_with_tracking(option: str) -> ApiError:
    """Return the refusal of an option beside change tracking."""
    return ApiError(
        400,
        "0x80060888",
        f'The "{option}" query parameter isn\'t supported when Change Tracking is enabled.',
    )


def not_tracked(logical: str) -> ApiError:
    """Return the refusal of tracking where it is switched off."""
    return ApiError(
        400, "0x80072491", f"Change tracking is not enabled for the entity '{logical}'."
    )


def expired_delta() -> ApiError:
    """Return the refusal of a delta token that is too old."""
    return ApiError(400, "0x80044352", "The version stamp associated with the client has expired.")


def malformed_cookie() -> ApiError:
    """Return the refusal of a paging cookie that is not the one given out."""
    return ApiError(400, "0x80060888", "Malformed XML in the Paging Cookie")


def missing_privilege(privilege: str, logical: str) -> ApiError:
    """Return the refusal of a table that no role of the user may read."""
    return ApiError(
        403,
        "0x80040220",
        "Principal user (Id=3d5c9c7a-1f2e-4b7a-9a0e-52ce0a5a3c11, type=8, roleCount=1, "
        f"privilegeCount=42, accessMode=4) is missing {privilege} privilege "
        f"(Id=ce10fbd3-3c4f-4b0b-8bd1-3f2a1b0fd4c5) on OTC=2 for entity '{logical}'.",
    )


def not_found(name: str) -> ApiError:
    """Return the refusal of a resource that is not there."""
    return ApiError(404, "0x80060888", f"Resource not found for the segment '{name}'.")


def _throttled(fault: Fault) -> tuple[int, dict[str, str], Any]:
    error = ApiError(429, *TOO_MANY)
    return 429, {"retry-after": str(fault.retry_after)}, error.body()


ERROR_BODIES: dict[str, Any] = {
    "429": _throttled,
    "503": (503, {}, ApiError(503, "0x80072321", "The server is busy.").body()),
    "500": (500, {}, ApiError(500, "0x80040216", "An unexpected error occurred.").body()),
}

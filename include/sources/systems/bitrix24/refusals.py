"""What a portal's refusals mean: wait and ask again, or tell a person what to do."""

from datetime import datetime
from typing import Any

from include.errors import READS_AGAIN, ClienteleError
from include.sources.web.answers import Answer, Verdict, Wait

SECONDS_WITHOUT_A_TERM = 60.0
LONGEST_TEXT = 200

_NEW_WEBHOOK = "Create a new inbound webhook and put its secret into the connection"
_NO_RIGHT = (
    "the webhook's user may not read this",
    "Let an administrator create the webhook, or give its user the right to read",
)
_REMEDIES = {
    "invalid_credentials": ("the portal does not accept the webhook", _NEW_WEBHOOK),
    "no_auth_found": ("the portal does not accept the webhook", _NEW_WEBHOOK),
    "expired_token": ("the portal does not accept the webhook any more", _NEW_WEBHOOK),
    "access_denied": _NO_RIGHT,
    "200040300010": _NO_RIGHT,
    "200540400002": (
        "the portal has no shop",
        "Take `shop: true` out of the source's options",
    ),
    "user_access_error": (
        "the webhook's user may not use the REST",
        "Let an administrator create the webhook",
    ),
    "overload_limit": (
        "the portal has blocked the REST for its load",
        "Ask Bitrix24's support to lift the block; asking again does not help",
    ),
    "portal_deleted": ("the portal is gone", "Check the host of the connection"),
    "error_method_not_found": (
        "the portal does not know the method",
        "Update the portal, or leave the stream out with `only`",
    ),
}
_SCOPES = {"voximplant": "telephony"}  # of methods that are not named after their scope
_PASSING = {"internal_server_error", "error_unexpected_answer"}


def judge(answer: Answer) -> Verdict:
    """Say what an answer means: good, worth another try, or a mistake that a person mends."""
    if 300 <= answer.status < 400:
        return ClienteleError(
            "the portal points to another address",
            remedy="Put the portal's own host, as in portal.bitrix24.com, into the connection",
        )
    body = answer.body
    if not isinstance(body, dict):
        return Wait(reason=f"no answer of the portal, status {answer.status}")
    if "error" not in body:
        return Wait(reason=f"status {answer.status}") if answer.status >= 300 else None
    return judge_refusal(body, answer.status)


def judge_refusal(refusal: dict[str, Any], status: int = 200, method: str = "") -> Verdict:
    """Say what a refusal means, of a whole request or of one command of a batch."""
    code = str(refusal.get("error", "")).lower()
    if code == "query_limit_exceeded":
        return Wait(reason="too many requests")
    if code == "operation_time_limit" or status == 429:
        return Wait(seconds_to_reset(refusal.get("time")), "the method has run for too long")
    if code in _PASSING or (status >= 500 and code not in _REMEDIES):
        return Wait(reason=f"the portal answered {code or status}")
    about = f" ({method})" if method else ""
    if code == "insufficient_scope":
        return _lacking_scope(method)
    what, remedy = _REMEDIES.get(code, ("", READS_AGAIN))
    if not what:
        text = str(refusal.get("error_description", ""))[:LONGEST_TEXT]
        what = f"the portal refuses: {refusal.get('error')} {text}".rstrip()
    return ClienteleError(f"{what}{about}", remedy=remedy)


def _lacking_scope(method: str) -> ClienteleError:
    """Name the scope that a method needs; what only some companies use can be left out.

    The method is not named: whatever streams need the scope, it is one thing to mend.
    """
    first = method.partition(".")[0]
    scope = _SCOPES.get(first, first) or "crm, telephony or user"
    leaves = ", or take `shop: true` out of the source's options" if scope == "sale" else ""
    return ClienteleError(
        f"the webhook lacks the scope {scope}",
        remedy=f"Open the webhook in the portal and tick {scope}{leaves}",
    )


def seconds_to_reset(timing: Any) -> float:
    """Return the seconds until a method may run again, both moments by the portal's own clock."""
    said = timing if isinstance(timing, dict) else {}
    resets, now = moment(said.get("operating_reset_at")), moment(said.get("finish"))
    if resets is None or now is None:
        return SECONDS_WITHOUT_A_TERM
    return min(max(1.0, resets - now + 1), 660.0)


def moment(said: Any) -> float | None:
    """Read seconds since 1970 or ISO text, both of which portals write; None when it is neither."""
    try:
        return float(said)
    except (TypeError, ValueError):
        pass
    try:
        return datetime.fromisoformat(said).timestamp()
    except (TypeError, ValueError):
        return None

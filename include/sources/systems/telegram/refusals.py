"""What Telegram's refusals mean: wait and ask again, or tell a person what to do."""

from typing import Any

from include.errors import READS_AGAIN, ClienteleError
from include.sources.web.answers import Answer, Verdict, Wait

NEW_TOKEN = "Copy the token from @BotFather (/mybots) as the connection's password"  # noqa: S105
LONGEST_TEXT = 200


def judge(answer: Answer) -> Verdict:
    """Return what to do about an answer; Telegram says itself how long to wait."""
    body = answer.body if isinstance(answer.body, dict) else {}
    said = str(body.get("description", ""))[:LONGEST_TEXT]
    if answer.status == 429:
        return Wait(_seconds(body), "too many requests")
    if 300 <= answer.status < 400:
        return ClienteleError(
            f"Telegram answered with status {answer.status}",
            remedy="Check the host of the connection: without one Telegram's own is asked",
        )
    if answer.status >= 500 or not body:
        return Wait(reason=f"status {answer.status}")
    if answer.status in (401, 404):
        return ClienteleError("Telegram does not accept the token", remedy=NEW_TOKEN)
    if answer.status == 409:
        return pushed_elsewhere() if "webhook" in said else _polled_by_another()
    if body.get("ok") is not True or "result" not in body:
        return ClienteleError(
            f"Telegram answered with status {answer.status}: {said}", remedy=READS_AGAIN
        )
    return None


def pushed_elsewhere() -> ClienteleError:
    """Return the error of a bot whose updates go to a webhook."""
    return ClienteleError(
        "the bot's updates are pushed to a webhook, so they cannot be fetched",
        remedy="Call deleteWebhook for this bot, or read another bot",
    )


def _seconds(body: dict[str, Any]) -> float | None:
    parameters = body.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int | float) else None


def _polled_by_another() -> ClienteleError:
    return ClienteleError(
        "another program fetches this bot's updates; each takes messages from the other",
        remedy="Stop the other program, or give it a bot of its own",
    )

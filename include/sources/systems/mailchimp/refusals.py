"""What Mailchimp's refusals mean: wait and ask again, or tell a person what to do."""

import random

from include.errors import READS_AGAIN, ClienteleError
from include.sources.web.answers import Answer, Verdict, Wait

LONGEST_WAIT_SECONDS = 60.0
FIRST_WAIT_SECONDS = 0.5


class Patience:
    """Judges answers; asked to come later, it waits ever longer, by chance more or less.

    Readers that were turned away together must not all come back together; the chance is drawn
    from the source's name, so that a run can be repeated.
    """

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._refusals = 0

    def judge(self, answer: Answer) -> Verdict:
        """Return what to do about an answer; one of nothing there is left to who asked."""
        if answer.status == 429:
            return Wait(self._next_wait(), "too many requests at once")
        self._refusals = 0
        if answer.status >= 500:
            return Wait(reason=f"status {answer.status}")
        if answer.status in (401, 403):
            return _refused(answer.status)
        if answer.status >= 300 and answer.status != 404:
            title = answer.body.get("title") if isinstance(answer.body, dict) else None
            said = f": {title}" if title else ""
            return ClienteleError(
                f"Mailchimp answered with status {answer.status}{said}", remedy=READS_AGAIN
            )
        return None

    def _next_wait(self) -> float:
        longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**self._refusals)
        self._refusals += 1
        return longest * (0.5 + self._chance.random())


def _refused(status: int) -> ClienteleError:
    if status == 401:
        return ClienteleError(
            "Mailchimp does not accept the API key",
            remedy="Make a key under Account > Extras > API keys, write it whole, with its ending "
            "such as -us14, as the connection's password",
        )
    return ClienteleError(
        "the API key's user may not read this",
        remedy="Let a user with the role Manager or Admin make the key",
    )

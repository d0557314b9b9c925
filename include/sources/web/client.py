"""A client of an API: asks only allowed hosts, waits when told to, and gives up in plain words."""

import logging
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from include.errors import READS_AGAIN, ClienteleError, UnreachableError
from include.sources.progress import Progress
from include.sources.scratch import scratch_folder
from include.sources.web.address import WebAddress
from include.sources.web.answers import Answer, Judge, Renew, Wait, judge_plainly, parsed
from include.sources.web.body import take_body
from include.sources.web.clock import Clock
from include.sources.web.transport import SlowAnswerError, TimedTransport

# it tells every URL, and some hold a secret
logging.getLogger("httpx").setLevel(logging.WARNING)

LONGEST_PATIENCE_SECONDS = 3600.0  # for one request, with all its tries and waits
LONGEST_ANSWER_SECONDS = 600.0  # from the question to the end of one answer
MOST_TRIES = 8  # without the system having said how long to wait
FIRST_WAIT_SECONDS = 0.5
LARGEST_BODY_BYTES = 128 * 1024 * 1024


@cache
def _trusted() -> ssl.SSLContext:
    """Return who may vouch for a system: read once a process, for it takes longer than a page."""
    return httpx.create_ssl_context(trust_env=False)


class WebClient:
    """Speaks to one system; every error tells of the system and never of a URL or a secret.

    `judge` says what an answer means; `headers` are asked for before every request, so that a
    renewed token is used; `before_request` may wait, to keep to a limit; `renew` gets a new token.
    """

    def __init__(
        self,
        address: WebAddress,
        *,
        place: str,
        clock: Clock,
        judge: Judge = judge_plainly,
        progress: Progress | None = None,
        headers: Callable[[], dict[str, str]] = dict,
        before_request: Callable[[], None] = lambda: None,
        renew: Callable[[], None] | None = None,
        timeout_seconds: float = 70.0,
    ) -> None:
        self.address, self.place = address, place
        self._clock, self._judge, self._progress = clock, judge, progress
        self._headers, self._before, self._renew = headers, before_request, renew
        self._until = 0.0
        self._http = httpx.Client(
            transport=TimedTransport(_trusted(), self._look),
            timeout=timeout_seconds,
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> "WebClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def call(self, method: str, path_or_url: str, **content: Any) -> Answer:
        """Ask until there is an answer that the judge finds good, and return it parsed.

        `content` is httpx's: params, json, data, headers, auth. Raises `ClienteleError`.
        """
        begun, tries, was_renewed = self._clock.now(), 0, False
        while True:
            answer, verdict = self._asked(method, path_or_url, content)
            if verdict is None:
                return answer
            if isinstance(verdict, ClienteleError):
                raise self._placed(verdict)
            if isinstance(verdict, Renew):
                if was_renewed or self._renew is None:
                    raise self._refused_credentials()
                self._renew()
                was_renewed = True
                continue
            # who says "at once" has said nothing: else it would be asked without end
            said = max(0.0, verdict.seconds or 0.0)
            tries += not said
            seconds = said or FIRST_WAIT_SECONDS * 2 ** (tries - 1)
            passed = self._clock.now() - begun
            if tries >= MOST_TRIES or passed + seconds > LONGEST_PATIENCE_SECONDS:
                raise self._gave_up(verdict, passed)
            self._wait(seconds, verdict.reason)

    @contextmanager
    def download(self, url: str, *, max_bytes: int) -> Iterator[Path]:
        """Download to a temporary file that lives as long as the context; no redirect is followed.

        More than `max_bytes` raises `ClienteleError`, as does a host that is not allowed.
        """
        self._until = self._clock.now() + LONGEST_PATIENCE_SECONDS
        with scratch_folder() as folder:
            self._count()
            try:
                with (
                    (folder / "download").open("wb") as file,
                    self._http.stream("GET", self.address.url(url)) as response,
                ):
                    verdict = self._judge(Answer(response.status_code, dict(response.headers)))
                    if verdict is not None or response.status_code != 200:
                        raise self._placed(_no_file(verdict, response.status_code))
                    take_body(response, file.write, most_bytes=max_bytes, place=self.place)
            except httpx.HTTPError as error:
                broken = f"the download broke off: {type(error).__name__}"
                raise ClienteleError(broken, where=self.place, remedy=READS_AGAIN) from None
            yield folder / "download"

    def _asked(self, method: str, path_or_url: str, content: dict[str, Any]) -> tuple[Answer, Any]:
        """Ask once; what goes wrong on the way is worth another try, a bad certificate is not."""
        try:
            url = self.address.url(path_or_url)
        except ClienteleError as error:
            raise self._placed(error) from None
        self._before()
        self._count()
        body, self._until = bytearray(), self._clock.now() + LONGEST_ANSWER_SECONDS
        headers = {**self._headers(), **(content.get("headers") or {})}
        try:
            with self._http.stream(method, url, **(content | {"headers": headers})) as response:
                take_body(response, body.extend, most_bytes=LARGEST_BODY_BYTES, place=self.place)
        except httpx.HTTPError as error:
            return Answer(0), self._broken(error)
        return self._judged(response.status_code, response.headers, bytes(body))

    def _judged(
        self, status: int, headers: Mapping[str, str], body: bytes
    ) -> tuple[Answer, Wait | Renew | ClienteleError | None]:
        """Judge an answer; a page or half an answer under a good status is worth another try."""
        named = {name.lower(): value for name, value in headers.items()}
        try:
            answer = Answer(status, named, parsed(body) if body else None)
        except ValueError:
            answer = Answer(status, named)
            return answer, self._judge(answer) or Wait(reason="the answer is no JSON")
        return answer, self._judge(answer)

    def _look(self) -> None:
        """Look whether an answer that is still coming has taken too long."""
        if self._clock.now() > self._until:
            raise SlowAnswerError("the answer does not end")

    def _broken(self, error: httpx.HTTPError) -> Wait | ClienteleError:
        if "certificate" in str(error).lower():
            return ClienteleError(
                "the system's certificate is not valid",
                remedy="Check the host of the connection, and that its certificate has not ended",
            )
        whole = "whole " if isinstance(error, SlowAnswerError) else ""
        return Wait(reason=f"no {whole}answer from {self.address.host} ({type(error).__name__})")

    def _wait(self, seconds: float, reason: str) -> None:
        if self._progress:
            self._progress.waits(seconds, reason)
        self._clock.sleep(seconds)

    def _count(self) -> None:
        if self._progress:
            self._progress.requested()

    def _placed(self, error: ClienteleError) -> ClienteleError:
        return error.at(error.where or self.place)

    def _refused_credentials(self) -> ClienteleError:
        return ClienteleError(
            "the system does not accept the credentials",
            where=self.place,
            remedy="Renew the secret of the connection",
        )

    def _gave_up(self, verdict: Wait, passed: float) -> UnreachableError:
        return UnreachableError(
            f"the system could not be read within {passed:.0f} s: {verdict.reason}",
            where=self.place,
            remedy="Look whether it runs and can be reached; the next run reads what is missing",
        )


def _no_file(verdict: object, status: int) -> ClienteleError:
    if isinstance(verdict, ClienteleError):
        return verdict
    what = f"the file cannot be downloaded: status {status}"
    return ClienteleError(what, remedy=READS_AGAIN)

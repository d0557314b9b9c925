"""What goes wrong between a mailbox and its reader, on the connection itself."""

import asyncio
import threading
from dataclasses import dataclass, replace
from typing import Any, Literal


@dataclass(frozen=True)
class ImapFault:
    """One thing that goes wrong.

    `after` commands that hold `match` pass first. `bye` answers half of what is asked and says
    goodbye, `cut` breaks off without a word, `no` refuses with `code`.
    """

    kind: Literal["bye", "cut", "no"]
    after: int = 0
    match: str = ""
    code: str = "[UNAVAILABLE] try again"


class ImapFaults:
    """Stands on every connection: keeps a log of commands and fails as planned."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[ImapFault] = []
        self._log: list[str] = []

    def plan(self, *faults: ImapFault) -> None:
        """Let these happen to the next commands, one after the other."""
        with self._lock:
            self._planned += faults

    @property
    def log(self) -> list[str]:
        """Every command since the start, without its tag and without secrets."""
        with self._lock:
            return list(self._log)

    def due(self, command: str) -> ImapFault | None:
        """Note a command and return what happens to it."""
        with self._lock:
            self._log.append("LOGIN" if command.upper().startswith("LOGIN") else command)
            if not self._planned or self._planned[0].match not in command:
                return None
            head = self._planned.pop(0)
            if head.after > 0:
                self._planned.insert(0, replace(head, after=head.after - 1))
                return None
            return head

    def between(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[Any, Any]:
        """Return reader and writer as the server is to see them."""
        watched = _Writer(writer)
        return _Reader(reader, watched, self), watched


class _Writer:
    """A writer that breaks off in the middle of an answer when it is told to."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._last_words: bytes | None = None

    def break_off(self, last_words: bytes) -> None:
        self._last_words = last_words

    def write(self, content: bytes) -> None:
        if self._last_words is None:
            self._writer.write(content)
        elif not self._writer.is_closing():
            self._writer.write(self._first_words(bytes(content)) + self._last_words)
            self._writer.close()

    def _first_words(self, content: bytes) -> bytes:
        """Return half of the answer, so far as a goodbye may stand after it."""
        half = content[: len(content) // 2]
        return half[: half.rfind(b"\r\n* ") + 2] if self._last_words else half

    def writelines(self, contents: Any) -> None:
        self.write(b"".join(bytes(content) for content in contents))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)


class _Reader:
    """A reader that looks at each command before the server does."""

    def __init__(self, reader: asyncio.StreamReader, writer: _Writer, faults: ImapFaults) -> None:
        self._reader, self._writer, self._faults = reader, writer, faults

    async def readline(self) -> bytes:
        while line := await self._reader.readline():
            tag, _, command = line.decode("latin-1").strip().partition(" ")
            fault = self._faults.due(command)
            if fault is None:
                return line
            if fault.kind != "no":
                goodbye = b"* BYE see you later\r\n" if fault.kind == "bye" else b""
                self._writer.break_off(goodbye)
                return line
            self._writer.write(f"{tag} NO {fault.code}\r\n".encode())
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

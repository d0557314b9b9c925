"""A connection to a mailbox that is only read, and that is made again whenever it breaks."""

import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
    ProtocolError,
)

from include.errors import ClienteleError
from include.sources.connector import Access
from include.sources.systems.imap.connecting import connect, log_in

WAITS_SECONDS = (1, 4, 16, 64, 256)
UIDS_PER_SEARCH = 50_000
_TRY_LATER = ("[UNAVAILABLE]", "[THROTTLED]", "[INUSE]", "[LIMIT]", "TOO MANY", "* BYE")
_Result = TypeVar("_Result")
Fetched = dict[int, dict[bytes, Any]]


@dataclass(frozen=True)
class Folder:
    """A folder as EXAMINE told of it; a `uidvalidity` other than before makes all UIDs void."""

    name: str
    uidvalidity: int
    uid_next: int | None


class Mailbox:
    """One login; every request waits and connects anew while the server asks for patience."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._place = f"source {access.source}, connection '{access.connection.conn_id}'"
        self._client: IMAPClient | None = None
        self._folder: Folder | None = None
        self._names: list[str] | None = None
        self._was_there = False

    def folders(self) -> list[str]:
        """Return the names of all folders, as they were when first asked for."""
        if self._names is None:
            listed = self._patiently(lambda client: client.list_folders())
            self._names = [name for flags, _, name in listed if b"\\Noselect" not in flags]
        return self._names

    def examine(self, name: str) -> Folder:
        """Open a folder for reading only, and return what it is now."""
        self._folder = None
        return self._patiently(lambda client: self._opened(client, name))

    def search(self, folder: Folder, above: int) -> list[int]:
        """Return the UIDs above `above`, ascending.

        A range that ends in `*` always holds the last mail, whatever its UID; and a folder of a
        million mails is asked for in pieces, because a line has an end.
        """
        if folder.uid_next is None:
            return self._search(folder, f"UID {above + 1}:*", above)
        found: list[int] = []
        for first in range(above + 1, folder.uid_next, UIDS_PER_SEARCH):
            last = min(first + UIDS_PER_SEARCH, folder.uid_next) - 1
            found += self._search(folder, f"UID {first}:{last}", above)
        return found

    def _search(self, folder: Folder, criteria: str, above: int) -> list[int]:
        uids = self._patiently(lambda client: self._in(client, folder).search(criteria))
        return sorted(uid for uid in uids if uid > above)

    def fetch(self, folder: Folder, uids: Sequence[int], items: Sequence[str]) -> Fetched:
        """Return items of mails by UID; a mail that has gone since is left out."""
        if not uids:
            return {}
        return self._patiently(lambda client: self._in(client, folder).fetch(uids, items))

    def close(self) -> None:
        """Log out."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(IMAPClientError, OSError):
                client.logout()

    def _patiently(self, ask: Callable[[IMAPClient], _Result]) -> _Result:
        """Ask, and ask again after a wait while the server is busy or the connection breaks."""
        for wait in (*WAITS_SECONDS, None):
            self._access.progress.requested()
            try:
                return ask(self._connected())
            except (IMAPClientError, OSError) as error:
                self._drop()
                reason = self._worth_a_wait(error)
                if wait is None:
                    raise ClienteleError(
                        f"the mailbox does not answer: {reason}",
                        where=self._place,
                        remedy="Nothing is lost: the next extraction goes on from here",
                    ) from error
                self._access.progress.waits(wait, reason)
                self._access.clock.sleep(wait)
        raise AssertionError("unreachable")

    def _worth_a_wait(self, error: Exception) -> str:
        """Return why it broke; raise what no waiting mends."""
        if isinstance(error, IMAPClientAbortError | ProtocolError):
            return "the connection broke"
        text = str(error)
        if isinstance(error, IMAPClientError):
            if any(word in text.upper() for word in _TRY_LATER):
                return "the server asks to try later"
            raise self._refusal(error) from None
        if isinstance(error, ssl.SSLCertVerificationError):
            raise ClienteleError(
                f"the server's certificate is not trusted: {error.verify_message}",
                where=self._place,
                remedy="Check the host; for a certificate of your own name its file in the "
                "connection's extra, ca_file",
            ) from error
        if not self._was_there:
            raise ClienteleError(
                f"the mailbox cannot be reached: {error.strerror or type(error).__name__}",
                where=self._place,
                remedy="Check that the server runs, and the connection's host, port and, in its "
                "extra, `security`",
            ) from error
        return "the connection broke"

    def _refusal(self, error: IMAPClientError) -> ClienteleError:
        if isinstance(error, LoginError):
            return ClienteleError(
                "the mailbox refuses the login",
                where=self._place,
                remedy="Check login and password; many providers want an app password or OAuth "
                "in its place, and IMAP switched on for the mailbox",
            )
        said = str(error).replace(self._access.connection.password or "\0", "***")
        return ClienteleError(
            f"the mailbox refuses: {said[:200]}",
            where=self._place,
            remedy="See whether the login may read the folders of the source's options",
        )

    def _connected(self) -> IMAPClient:
        if self._client is None:
            self._client = connect(self._access)
            self._was_there = True
            log_in(self._client, self._access)
        return self._client

    def _in(self, client: IMAPClient, folder: Folder) -> IMAPClient:
        """Open the folder unless it is; its UIDs must still mean the same mails."""
        now = self._opened(client, folder.name)
        if now.uidvalidity != folder.uidvalidity:
            raise ClienteleError(
                f"the folder {folder.name} was renewed while it was read",
                where=self._place,
                remedy="Extract again: it is then read from its beginning",
            )
        return client

    def _opened(self, client: IMAPClient, name: str) -> Folder:
        if self._folder is None or self._folder.name != name:
            told = client.select_folder(name, readonly=True)
            self._folder = Folder(name, told[b"UIDVALIDITY"], told.get(b"UIDNEXT"))
        return self._folder

    def _drop(self) -> None:
        client, self._client, self._folder = self._client, None, None
        if client is not None:
            with suppress(OSError):
                client.shutdown()

"""Read folders mail by mail: first what is new, then what is small enough, then its parts."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes
from itertools import islice
from typing import Any

from include.errors import ClienteleError
from include.sources.connector import Access, Page, Request
from include.sources.systems.imap.mailbox import Folder, Mailbox
from include.sources.systems.imap.parsing import parsed

SENDERS_WORDS = ("message-id", "date", "from", "to", "subject")
_SENT = f"BODY.PEEK[HEADER.FIELDS ({' '.join(SENDERS_WORDS).upper()})]"
IDENTITY = ("RFC822.SIZE", "INTERNALDATE", _SENT)
_WHOLE, _HEADERS = "BODY.PEEK[]", "BODY.PEEK[HEADER]<0.256000>"
BYTES_AT_ONCE = 32_000_000


@dataclass(frozen=True)
class New:
    """A folder and the UIDs in it that are to be read."""

    folder: Folder
    uids: Sequence[int]


def new_mails(mailbox: Mailbox, access: Access, request: Request) -> Iterator[Page]:
    """Yield the mails above the bookmark, which holds each folder's UIDVALIDITY and last UID."""
    state = request.marked(_state, {})
    news = [_new(mailbox, access, name, state) for name in access.options.folders]
    total = sum(len(new.uids) for new in news)
    for new in news:
        state[new.folder.name] = (new.folder.uidvalidity, _last(new.folder, state))
        for uids in _chunks(new.uids, access.options.mails_per_page):
            rows = _read(mailbox, access, new.folder, uids)
            state[new.folder.name] = (new.folder.uidvalidity, uids[-1])
            yield Page(rows, bookmark=json.dumps(state), total=total)
    yield Page(bookmark=json.dumps(state), total=total)


def every_key(mailbox: Mailbox, access: Access, request: Request) -> Iterator[Page]:
    """Yield the key of every mail that is in the folders now."""
    for name in access.options.folders:
        new = _new(mailbox, access, name, {})
        for uids in _chunks(new.uids, access.options.mails_per_page):
            told = mailbox.fetch(new.folder, uids, IDENTITY)
            yield Page([{"mail_id": mail_id(each)} for each in told.values()])


def examined(mailbox: Mailbox, access: Access, name: str) -> Folder:
    """Open a folder of the allow-list; `ClienteleError` names those there when it is not."""
    there = mailbox.folders()
    if name not in there:
        raise ClienteleError(
            f"the mailbox has no folder '{name}'",
            where=f"source {access.source}: options.folders",
            remedy=f"It has {', '.join(there)}",
        )
    return mailbox.examine(name)


def mail_id(told: dict[bytes, Any]) -> str:
    """Return a mail's key: what the sender wrote above it, and its size.

    Not its UID, which a restored server gives anew; and not its Message-ID alone, which may be
    absent, repeated or forged.
    """
    header = message_from_bytes(_of(told, b"BODY[HEADER.FIELDS"))
    words = [" ".join(str(header.get(name, "")).split()) for name in SENDERS_WORDS]
    identity = "\0".join([*words, str(told[b"RFC822.SIZE"])])
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:32]


def _state(bookmark: str) -> dict[str, tuple[int, int]]:
    return {name: (int(of), int(last)) for name, (of, last) in json.loads(bookmark).items()}


def _last(folder: Folder, state: dict[str, tuple[int, int]]) -> int:
    """Return the last UID that was read; none when the folder numbers anew, or never came so far.

    A server that was restored without its UIDVALIDITY gives UIDs again that were read before.
    """
    uidvalidity, last = state.get(folder.name, (0, 0))
    is_gone = folder.uid_next is not None and last >= folder.uid_next
    return last if uidvalidity == folder.uidvalidity and not is_gone else 0


def _new(mailbox: Mailbox, access: Access, name: str, state: dict[str, tuple[int, int]]) -> New:
    folder = examined(mailbox, access, name)
    return New(folder, mailbox.search(folder, _last(folder, state)))


def _chunks(uids: Sequence[int], size: int) -> Iterator[list[int]]:
    rest = iter(uids)
    while chunk := list(islice(rest, size)):
        yield chunk


def _read(
    mailbox: Mailbox, access: Access, folder: Folder, uids: list[int]
) -> list[dict[str, Any]]:
    """Fetch some mails whole, those too large by their headers, and return their rows."""
    told = mailbox.fetch(folder, uids, IDENTITY)
    sizes = {uid: each[b"RFC822.SIZE"] for uid, each in told.items()}
    small = {uid: size for uid, size in sizes.items() if size <= access.options.max_mail_bytes}
    large = [uid for uid in sizes if uid not in small]
    asked = [(group, _WHOLE) for group in _together(small)] + [(large, _HEADERS)]
    rows = []
    for group, item in asked:
        raws = mailbox.fetch(folder, group, [item])
        rows += [
            _row(told[uid], _of(raw, b"BODY["), access.options.charset, item is _WHOLE)
            for uid, raw in raws.items()
        ]
    return rows


def _together(sizes: dict[int, int]) -> Iterator[list[int]]:
    """Put mails together that one answer may hold in memory."""
    group: list[int] = []
    weight = 0
    for uid, size in sizes.items():
        if group and weight + size > BYTES_AT_ONCE:
            yield group
            group, weight = [], 0
        group.append(uid)
        weight += size
    if group:
        yield group


def _of(told: dict[bytes, Any], start: bytes) -> bytes:
    """Return the one item whose name begins so: servers differ in how they repeat the rest."""
    return next((value or b"" for name, value in told.items() if name.startswith(start)), b"")


def _row(told: dict[bytes, Any], raw: bytes, charset: str, is_whole: bool) -> dict[str, Any]:
    return {
        "mail_id": mail_id(told),
        "received_at": told[b"INTERNALDATE"].astimezone(UTC).isoformat(),
        "size_bytes": told[b"RFC822.SIZE"],
        **parsed(raw, charset, is_whole=is_whole),
    }

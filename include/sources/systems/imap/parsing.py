"""Take a mail apart into what an analyst needs, within bounds that no hostile mail gets past.

Headers, text and the names of attachments; nothing is loaded, opened or unpacked.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from include.sources.systems.imap.text import decoded, readable, text_of_html

MOST_PARTS, MOST_LINES, DEEPEST = 100, 300_000, 10
MOST_HEADERS, MOST_ADDRESSES, LONGEST_TEXT = 200, 200, 100_000
_TEXTS = ("text/plain", "text/html")
_ID = re.compile(r"<[^<>\s]{1,500}>")
_ADDRESS = re.compile(r"[^\s;<>]{1,200}@[^\s;<>]{1,200}")

Headers = dict[str, list[str]]


def parsed(raw: bytes, charset: str, *, is_whole: bool = True) -> dict[str, Any]:
    """Return what a mail says; without its text when `raw` is but its headers, or is a trap.

    `left_out` says what is missing and why; it is empty when nothing is.
    """
    left_out = "" if is_whole else "the mail is larger than max_mail_bytes"
    if is_whole and _explodes(raw):
        left_out = "the mail has too many parts or lines"
    if left_out:
        raw = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    mail = message_from_bytes(raw)
    headers = _headers(mail, charset)
    leaves = [] if left_out else list(_leaves(mail))
    text = _text(leaves, charset)
    if len(text) > LONGEST_TEXT:
        left_out = "the text is longer than is kept"
    return {
        **_sent(headers),
        **_people(mail, charset),
        "kind": _kind(mail, headers),
        "failed_recipients": _failed_recipients(headers, leaves),
        "text": text[:LONGEST_TEXT],
        "attachments": [_attachment(part) for part in leaves if _is_attachment(part)],
        "headers": headers,
        "left_out": left_out,
    }


def _explodes(raw: bytes) -> bool:
    """Say whether parts or lines are so many that the parser itself would be the trap."""
    small = raw.lower()
    parts = small.count(b"boundary") + small.count(b"message/rfc822")
    return parts > MOST_PARTS or small.count(b"\n") > MOST_LINES


def _headers(mail: Message, charset: str) -> Headers:
    found: Headers = {}
    for name, value in list(mail.raw_items())[:MOST_HEADERS]:
        found.setdefault(name.lower()[:100], []).append(readable(value, charset))
    return found


def _first(headers: Headers, name: str) -> str:
    return headers.get(name, [""])[0]


def _sent(headers: Headers) -> dict[str, Any]:
    """Return what the sender says of the mail: its name, its date, and what it answers."""
    own, parent = _ID.findall(_first(headers, "message-id")), _first(headers, "in-reply-to")
    return {
        "message_id": own[0] if own else None,
        "in_reply_to": next(iter(_ID.findall(parent)), None),
        "references": _ID.findall(_first(headers, "references")),
        "date": _first(headers, "date"),
        "sent_at": _moment(_first(headers, "date")),
        "subject": _first(headers, "subject"),
    }


def _moment(date: str) -> str | None:
    """Return the moment that the sender claims, with its offset; None when it is none."""
    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _people(mail: Message, charset: str) -> dict[str, list[dict[str, str]]]:
    """Return the addresses of each header that holds some; a name is decoded after the split."""
    raw: Headers = {}
    for name, value in mail.raw_items():
        raw.setdefault(name.lower(), []).append(value[:20_000])
    return {
        name.replace("-", "_"): [
            {"name": readable(person, charset), "address": readable(address, charset).lower()}
            for person, address in getaddresses(raw.get(name, []))[:MOST_ADDRESSES]
            if "@" in address
        ]
        for name in ("from", "reply-to", "to", "cc", "bcc")
    }


def _kind(mail: Message, headers: Headers) -> str:
    """Say whether a person wrote, by RFC 3834 and RFC 3464 and what programs write beside them.

    A List-Id says nothing: a company's common address often is a list.
    """
    report = mail.get_content_type() == "multipart/report"
    if report and "disposition-notification" not in _first(headers, "content-type").lower():
        return "bounce"
    sender = _first(headers, "from").lower()
    if "x-failed-recipients" in headers or "mailer-daemon@" in sender:
        return "bounce"
    is_automatic = (
        report
        or _first(headers, "auto-submitted").lower() not in ("", "no")
        or _first(headers, "precedence").lower() in ("auto_reply", "bulk", "junk")
        or any(name in headers for name in ("x-autoreply", "x-autorespond", "x-autoresponse"))
    )
    return "auto_reply" if is_automatic else "normal"


def _failed_recipients(headers: Headers, leaves: list[Message]) -> list[str]:
    """Return the addresses that a bounce says could not be reached."""
    told = list(headers.get("x-failed-recipients", []))
    for part in leaves:
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            told += [str(block.get("final-recipient", "")) for block in part.get_payload()]
    found = [address.lower() for line in told for address in _ADDRESS.findall(line)]
    return list(dict.fromkeys(found))[:MOST_ADDRESSES]


def _leaves(part: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the parts that hold content; a mail within the mail is an attachment of it."""
    content = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(content, list):
        if depth < DEEPEST:
            for child in content:
                yield from _leaves(child, depth + 1)
    else:
        yield part


def _is_attachment(part: Message) -> bool:
    named = part.get_content_disposition() == "attachment" or _file_name(part)
    return part.get_content_type() not in _TEXTS or bool(named)


def _file_name(part: Message) -> str:
    try:
        return part.get_filename("")
    except (ValueError, TypeError, LookupError):
        return "?"


def _attachment(part: Message) -> dict[str, Any]:
    content = part.get_payload(decode=True)
    return {
        "name": readable(_file_name(part), "utf-8")[:255],
        "type": part.get_content_type(),
        "size_bytes": len(content) if content else 0,
    }


def _text(leaves: list[Message], charset: str) -> str:
    """Return the plain text; that of the HTML when there is none."""
    for kind, read in zip(_TEXTS, (str, text_of_html), strict=True):
        parts = [p for p in leaves if p.get_content_type() == kind and not _is_attachment(p)]
        texts = [read(_content(part, charset)).strip() for part in parts]
        if any(texts):
            return "\n\n".join(filter(None, texts))
    return ""


def _content(part: Message, charset: str) -> str:
    label = part.get_content_charset() or charset
    return decoded(part.get_payload(decode=True) or b"", label)

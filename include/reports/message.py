"""A rendered report as one MIME message for one recipient."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from include.reports.plain_text import clean

if TYPE_CHECKING:
    from include.reports.render import RenderedReport


def compose(
    rendered: RenderedReport,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    sent_at: datetime | None = None,
) -> EmailMessage:
    """Build text and HTML alternatives, the HTML with its images attached by Content-ID.

    The same arguments give the same bytes: even the boundaries come from `message_id`.
    """
    message = EmailMessage()
    message["Subject"] = clean(rendered.subject)
    message["From"] = sender
    message["To"] = recipient
    message["Message-ID"] = message_id
    if sent_at:
        message["Date"] = format_datetime(sent_at)
    # a machine wrote it, so no out-of-office answer is wanted
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    for cid, picture in rendered.images.items():
        message.get_payload()[1].add_related(
            picture, "image", "png", cid=f"<{cid}>", filename=f"{cid}.png", disposition="inline"
        )
    _fix_boundaries(message, message_id)
    return message


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    # "=_" occurs neither in base64 nor in quoted-printable, so no content can end a part
    stem = sha256(message_id.encode()).hexdigest()[:24]
    multiparts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(multiparts):
        part.set_boundary(f"=_{stem}_{number}")

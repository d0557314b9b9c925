"""A rendered report as one MIME message for one recipient."""

from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from hashlib import sha256

from include.reports.plain_text import clean
from include.reports.render import RenderedReport

# the newer policies lose a space where a long subject is folded between two encoded words
WIRE = compat32.clone(linesep="\r\n")


def compose(
    rendered: RenderedReport,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    sent_at: datetime | None = None,
) -> Message:
    """Build text and HTML alternatives, the HTML with its images attached by Content-ID.

    The same arguments give the same bytes: even the boundaries come from `message_id`.
    """
    # "=_" cannot stand in a base64 part, so no content can end its part early
    boundary = f"=_{sha256(message_id.encode()).hexdigest()[:24]}"
    message = MIMEMultipart("alternative", boundary=f"{boundary}_0", policy=WIRE)
    message["Subject"] = Header(clean(rendered.subject), "utf-8")
    message["From"] = formataddr(parseaddr(clean(sender)))
    message["To"] = clean(recipient)
    message["Message-ID"] = message_id
    if sent_at:
        message["Date"] = format_datetime(sent_at)
    # a machine wrote it, so no out-of-office answer is wanted
    message["Auto-Submitted"] = "auto-generated"
    message.attach(MIMEText(rendered.text, "plain", "utf-8"))
    message.attach(_page(rendered, f"{boundary}_1"))
    return message


def _page(rendered: RenderedReport, boundary: str) -> MIMEMultipart:
    page = MIMEMultipart("related", boundary=boundary, type="text/html")
    page.attach(MIMEText(rendered.html, "html", "utf-8"))
    for cid, picture in rendered.images.items():
        part = MIMEImage(picture, "png")
        part["Content-ID"] = f"<{cid}>"
        part["Content-Disposition"] = f'inline; filename="{cid}.png"'
        page.attach(part)
    return page

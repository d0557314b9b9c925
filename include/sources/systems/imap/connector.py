"""A mailbox as a stream of mails, read and never changed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from include.sources.connector import Access, StreamReader
from include.sources.paged import paged
from include.sources.systems.imap.mailbox import Mailbox
from include.sources.systems.imap.mails import every_key, examined, new_mails


@contextmanager
def open_session(access: Access) -> Iterator[Mapping[str, StreamReader]]:
    """Log in when first asked; folders are opened for reading alone, and no mail becomes seen."""
    mailbox = Mailbox(access)

    def probe() -> None:
        for name in access.options.folders:
            examined(mailbox, access, name)

    try:
        yield {
            "mails": StreamReader(
                read=partial(new_mails, mailbox, access),
                keys=partial(every_key, mailbox, access),
                probe=probe,
            )
        }
    finally:
        mailbox.close()


READER = paged(open_session)

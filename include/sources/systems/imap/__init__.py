"""A mailbox over IMAP: its mails by headers, text and the names of attachments."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from include.company_sections import Section
from include.sources.config_types import Names

CONNECTION = (
    '{"conn_type": "imap", "host": "imap.example.com", "login": "sales@example.com", '
    '"password": "…"}'
)


def _lowered(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip().lower().removeprefix("@") for name in names)


def _inbox_in_capitals(names: object) -> object:
    listed = (names,) if isinstance(names, str) else names
    if not isinstance(listed, list | tuple):
        return names
    return tuple("INBOX" if str(name).upper() == "INBOX" else name for name in listed)


Folders = Annotated[tuple[str, ...], BeforeValidator(_inbox_in_capitals), Field(min_length=1)]
Lowered = Annotated[Names, AfterValidator(_lowered)]


class Options(Section):
    """What company.yml may say of a mailbox.

    A mail is ours by its sender: an address of `own_domains`, or one of `own_addresses`. Only
    `folders` are read. A mail of more than `max_mail_bytes` is landed by its headers alone.
    `charset` is that of text which names none. `mails_per_page` are fetched by one request.
    """

    folders: Folders = ("INBOX", "Sent")
    own_domains: Lowered = ()
    own_addresses: Lowered = ()
    max_mail_bytes: int = Field(10_000_000, ge=10_000, le=50_000_000)
    charset: str = "utf-8"
    mails_per_page: int = Field(200, ge=1, le=1000)

    @model_validator(mode="after")
    def _knows_who_we_are(self) -> "Options":
        if not (self.own_domains or self.own_addresses):
            raise ValueError(
                "own_domains or own_addresses is required: by them a mail is known to be ours"
            )
        return self

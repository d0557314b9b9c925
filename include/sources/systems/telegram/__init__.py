"""Telegram by its Bot API: what clients write to the company's bot."""

from pydantic import Field

from include.company_sections import Section

CONNECTION = '{"conn_type": "telegram", "password": "<token>"}'


class Options(Section):
    """What company.yml may say of a bot.

    `start_names_client` says that clients come by links of ours, `t.me/<bot>?start=<client>`, so
    that the word after /start is their number. `page_size` updates are fetched by one request.
    """

    start_names_client: bool = False
    page_size: int = Field(100, ge=1, le=100)

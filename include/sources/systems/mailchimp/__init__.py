"""Mailchimp by its Marketing API 3.0: audiences, members, campaigns, and what recipients did."""

from pydantic import Field

from include.company_sections import Section
from include.sources.config_types import Names

CONNECTION = '{"conn_type": "mailchimp", "password": "<key>-us14"}'


class Options(Section):
    """What company.yml may say of a Mailchimp account.

    Only `audiences` are read; none named means all. A member's client is told by the merge field
    `client_tag`. What recipients did is asked again while a campaign is younger than
    `reread_days`, who they were while it is younger than `recipients_days`. A batch may take
    `batch_hours`; its archive lies on one of `download_hosts`. A page has `page_size` rows.
    """

    audiences: Names = ()
    client_tag: str = Field("CLIENTID", pattern="^[A-Za-z0-9_]{1,50}$")
    reread_days: int = Field(45, ge=1, le=365)
    recipients_days: int = Field(7, ge=1, le=365)
    batch_hours: int = Field(12, ge=1, le=48)
    download_hosts: Names = ("mailchimp-api-batch.s3.amazonaws.com",)
    page_size: int = Field(1000, ge=1, le=1000)

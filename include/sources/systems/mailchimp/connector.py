"""Mailchimp's streams, each with how it is read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from include.sources.connector import Access, StreamReader
from include.sources.paged import paged
from include.sources.systems.mailchimp import Options
from include.sources.systems.mailchimp.account import Account
from include.sources.systems.mailchimp.batches import Batches
from include.sources.systems.mailchimp.campaigns import (
    Campaigns,
    Details,
    actions,
    as_it_is,
    with_send_time,
)
from include.sources.systems.mailchimp.members import Audiences


@contextmanager
def open_session(access: Access) -> Iterator[Mapping[str, StreamReader]]:
    """Open an account and return its streams."""
    account = Account(access)
    with account.client:
        audiences = Audiences(account, access.options.audiences)
        batches = Batches(account, access.clock, access.options.batch_hours)
        campaigns = Campaigns(account, batches)
        may_read = partial(account.get, count=1)
        place = f"company.yml: sources.{access.source}.options"
        yield {
            "audiences": StreamReader(audiences.read, probe=partial(audiences.probe, place)),
            "members": StreamReader(
                audiences.read_members,
                keys=audiences.member_keys,
                probe=partial(_probe_members, audiences, access.options, place),
            ),
            "campaigns": StreamReader(campaigns.read, probe=partial(may_read, "/campaigns")),
            "reports": StreamReader(
                partial(campaigns.read_reports, access.options.reread_days),
                probe=partial(may_read, "/reports"),
            ),
        } | {
            name: StreamReader(
                partial(campaigns.read_details, of), probe=partial(may_read, "/reports")
            )
            for name, of in _details(access.options).items()
        }


def _probe_members(audiences: Audiences, options: Options, place: str) -> None:
    audiences.probe(place)
    if "client_tag" in options.model_fields_set:
        audiences.probe_field(options.client_tag, place)


def _details(options: Options) -> dict[str, Details]:
    days = options.reread_days
    return {
        "recipients": Details(
            "sent-to", "sent_to", with_send_time, options.recipients_days, is_long=True
        ),
        "activity": Details(
            "email-activity", "emails", actions, days, is_long=True, has_since=True
        ),
        "unsubscribes": Details("unsubscribed", "unsubscribes", as_it_is, days),
        "complaints": Details("abuse-reports", "abuse_reports", as_it_is, days),
    }


READER = paged(open_session)

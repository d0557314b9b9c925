"""The company's mailings as its Mailchimp account knows them at a moment."""

from datetime import datetime, time

import duckdb

from sandbox.systems.mailchimp.state import State
from sandbox.world import World

LIST_ID, LIST_NAME = "vesna01", "Vesna"

# one address is one member, however many clients share it: the client known first gives its number
MEMBERS = """
    with statements as (
        select
            client_id,
            last(is_given order by changed_at, consent_id) as is_given,
            max(changed_at) as changed_at,
            max(changed_at) filter (where is_given) as given_at
        from consents
        where channel = 'email' and purpose = 'marketing' and changed_at <= $moment
        group by client_id
    ),

    holders as (
        select * from clients
        where unit = 'retail' and has_mailing and email like '%_@_%._%' and created_at <= $moment
        qualify row_number() over (partition by lower(trim(email)) order by client_id) = 1
    )

    select
        trim(holders.email) as email,
        holders.client_id,
        holders.first_name,
        holders.last_name,
        holders.created_at,
        holders.removed_at <= $moment as is_removed,
        holders.merged_at <= $moment as is_merged,
        coalesce(statements.is_given, true) as is_given,
        coalesce(statements.given_at, holders.created_at) as given_at,
        greatest(
            $founded,
            holders.created_at,
            case when holders.updated_at <= $moment then holders.updated_at end,
            case when holders.merged_at <= $moment then holders.merged_at end,
            case when holders.removed_at <= $moment then holders.removed_at end,
            statements.changed_at
        ) as changed_at
    from holders
    left join statements on holders.client_id = statements.client_id
    order by changed_at, holders.client_id
"""

CAMPAIGNS = """
    select campaign_id, name, subject, sent_at from campaigns
    where system = 'mailchimp' and sent_at > $since and sent_at <= $moment
    order by campaign_id
"""

# a mail to an address that two clients share may bounce for one of them: it came all the same
EVENTS = """
    select
        'c' || campaign_id as campaign_id,
        trim(email) as email,
        kind,
        happened_at,
        url,
        count(*) filter (where kind = 'delivered')
            over (partition by campaign_id, lower(trim(email))) > 0 as has_come
    from campaign_events
    where system = 'mailchimp' and happened_at > $since and happened_at <= $moment
    order by happened_at, event_id
"""


def fill(state: State, world: World, moment: datetime) -> None:
    """Bring into the account what happened until `moment`, naive UTC, since the last time.

    The audience is as old as the history: whoever was a client before was brought in on that day.
    """
    founded = datetime.combine(world.first_day, time())
    since = state.filled_until
    span = {"since": since, "moment": moment}
    state.moment = state.filled_until = moment
    with world.open() as session:
        if LIST_ID not in state.lists:
            state.put_list(LIST_ID, LIST_NAME, created=founded)
        for row in session.execute(MEMBERS, {"moment": moment, "founded": founded}).fetchall():
            if row[-1] > since:
                _fill_member(state, *row)
        for number, name, subject, sent_at in session.execute(CAMPAIGNS, span).fetchall():
            state.put_campaign(f"c{number}", LIST_ID, name, subject, sent=sent_at)
        _fill_events(state, session.execute(EVENTS, span))


def _fill_member(
    state: State,
    email: str,
    client_id: int,
    first_name: str | None,
    last_name: str | None,
    created_at: datetime,
    is_removed: bool | None,
    is_merged: bool | None,
    is_given: bool,
    given_at: datetime,
    changed_at: datetime,
) -> None:
    if is_removed:
        state.remove_member(LIST_ID, email)
        return
    fields = {"CLIENTID": str(client_id), "FNAME": first_name or "", "LNAME": last_name or ""}
    state.put_member(
        LIST_ID,
        email,
        changed=changed_at,
        status="archived" if is_merged else "subscribed" if is_given else "unsubscribed",
        signed_up=created_at,
        opted_in=given_at,
        merge_fields=fields,
    )


def _fill_events(state: State, events: duckdb.DuckDBPyConnection) -> None:
    """Tell events in their order, so that whoever bounced was sent to first."""
    for campaign_id, email, kind, happened_at, url, has_come in events.fetchall():
        if kind == "sent":
            state.send(campaign_id, email)
        elif kind == "bounced":
            state.send(campaign_id, email, "sent" if has_come else "hard")
            bounce = "soft" if has_come else "hard"
            state.act(campaign_id, email, "bounce", happened_at, type=bounce)
        elif kind == "opened":
            state.act(campaign_id, email, "open", happened_at, ip="203.0.113.7")
        elif kind == "clicked":
            state.act(campaign_id, email, "click", happened_at, url=url, ip="203.0.113.7")
        elif kind == "unsubscribed":
            state.unsubscribe(campaign_id, email, happened_at)
        elif kind == "complained":
            state.complain(campaign_id, email, happened_at)

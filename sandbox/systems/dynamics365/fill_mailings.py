"""ClickDimensions' rows as of a moment, told by the world's campaigns; read as `fill_rows` is."""

_RECIPIENT = """
    cdi_emailsendid: 'ref:cdi_emailsend:' || campaign_id, client: 'ref:client:' || client_id,
    cdi_name: email, createdon: happened_at
"""
_EVENTS = """
    from campaign_events where system = 'dynamics365' and happened_at <= $moment
"""

MAILINGS = {
    "cdi_emailsends": """
        select campaign_id as id, sent_at as at, cdi_name: name, cdi_subject: subject,
            cdi_sendon: sent_at, createdon: sent_at
        from campaigns where system = 'dynamics365' and sent_at <= $moment
    """,
    "cdi_sentemails": f"""
        select event_id as id, happened_at as at, {_RECIPIENT} {_EVENTS} and kind = 'sent'
    """,
    "cdi_emailevents": f"""
        select event_id as id, happened_at as at, {_RECIPIENT}, cdi_date: happened_at,
            cdi_url: url,
            cdi_type: case kind
                when 'delivered' then 'label:Delivered' when 'opened' then 'label:Open'
                when 'clicked' then 'label:Click' when 'bounced' then 'label:Bounce'
                when 'complained' then 'label:Spam' else 'label:Unsubscribe'
            end
        {_EVENTS} and kind != 'sent'
    """,
    "cdi_unsubscribes": f"""
        select event_id as id, happened_at as at, {_RECIPIENT}, cdi_email: email
        {_EVENTS} and kind = 'unsubscribed'
    """,
    "cdi_excludedemails": """
        select campaign_id || '-' || client_id as id, sent_at as at,
            cdi_emailsendid: 'ref:cdi_emailsend:' || campaign_id,
            client: 'ref:client:' || client_id, cdi_reason: 'label:Suppressed',
            createdon: sent_at
        from campaign_members inner join campaigns using (campaign_id)
        where system = 'dynamics365' and is_holdout and sent_at <= $moment
    """,
}

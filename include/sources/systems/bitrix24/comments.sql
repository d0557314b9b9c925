-- One row per comment on a deal (portal_deals: deals; their clients: contacts, companies).
select
    'comment-' || c.ID as interaction_id,
    'comment' as interaction_kind,
    'internal' as direction,
    portal_deals.client_id,
    null as identifier_kind,
    null as identifier_value,
    nullif(c.AUTHOR_ID, '0') as employee_id,
    c.CREATED as started_at,
    null as ended_at,
    null as talked_seconds,
    null as outcome,
    c.ENTITY_ID as deal_id,
    portal_deals.lead_id,
    null as subject,
    c.COMMENT as body
from comments as c
left join portal_deals
    on c.ENTITY_ID = portal_deals.deal_id

-- One row per thing that an activity, a call or a comment belongs to, with the client behind it:
-- contacts, companies, leads and deals, by the portal's number of their kind.
select
    case thing when 'contact' then '3' else '4' end as owner_kind,
    id as owner_id,
    client_id,
    null as deal_id,
    null as lead_id
from portal_clients
union all
select '2', deal_id, client_id, deal_id, lead_id
from portal_deals
union all
select '1', lead_id, client_id, null, lead_id
from portal_leads

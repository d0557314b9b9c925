-- One row per lead, with the client it became.
select
    leads.leadid,
    parties.client_id,
    staff.employee_id,
    leads.lead_source,
    leads.websiteurl,
    leads.createdon,
    case when leads.statecode = '2' then leads.modifiedon end as lost_at,
    case when leads.statecode = '2' then leads.reason end as lost_reason
from leads
left join parties on coalesce(leads.contact, leads.account) = parties.party_id
left join staff on leads.owner = staff.systemuserid

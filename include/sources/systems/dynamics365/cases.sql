-- One row per case that was not merged into another, with its client.
select
    incidents.incidentid,
    parties.client_id,
    staff.employee_id,
    incidents.origin,
    incidents.kind,
    incidents.priority,
    incidents.title,
    incidents.description,
    incidents.createdon,
    -- a resolved case can no longer be edited: it was modified last when it was resolved
    case when incidents.statecode = '1' then incidents.modifiedon end as resolved_at
from incidents
left join parties on incidents.customer = parties.party_id
left join staff on incidents.owner = staff.systemuserid
where incidents.master is null

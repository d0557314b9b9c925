-- One row per lead, with the client it became (portal_clients: contacts, companies).
with

names as (
    select STATUS_ID, any_value(NAME) as label
    from statuses
    where ENTITY_ID = 'STATUS'
    group by STATUS_ID
)

select
    l.id as lead_id,
    coalesce(firms.client_id, persons.client_id) as client_id,
    nullif(l.assignedById, '0') as employee_id,
    nullif(l.sourceId, '') as channel_id,
    l.createdTime as created_at,
    l.sourceDescription as landing_page,
    case when l.stageSemanticId = 'F' then l.movedTime end as lost_at,
    case
        when l.stageSemanticId = 'F' then coalesce(nullif(l.statusDescription, ''), names.label)
    end as lost_reason
from leads as l
left join portal_clients as firms
    on l.companyId = firms.id
    and firms.thing = 'company'
left join portal_clients as persons
    on l.contactId = persons.id
    and persons.thing = 'contact'
left join names
    on l.stageId = names.STATUS_ID

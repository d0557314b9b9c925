-- One row per deal, with its client: the company, else the person (portal_clients: contacts, companies).
with

names as (
    select STATUS_ID, any_value(NAME) as label
    from statuses
    where ENTITY_ID like 'DEAL_STAGE%'
    group by STATUS_ID
)

select
    d.id as deal_id,
    nullif(d.leadId, '0') as lead_id,
    coalesce(firms.client_id, persons.client_id) as client_id,
    nullif(d.assignedById, '0') as employee_id,
    nullif(d.sourceId, '') as channel_id,
    d.createdTime as created_at,
    $funnels[d.categoryId] as funnel_id,
    d.opportunity as amount,
    case
        when d.stageSemanticId = 'F'
            then coalesce(nullif(d.payload ->> nullif($lost_reason, ''), ''), names.label)
    end as lost_reason
from deals as d
left join portal_clients as firms
    on d.companyId = firms.id
    and firms.thing = 'company'
left join portal_clients as persons
    on d.contactId = persons.id
    and persons.thing = 'contact'
left join names
    on d.stageId = names.STATUS_ID

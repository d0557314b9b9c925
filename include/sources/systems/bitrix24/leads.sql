-- One row per lead, with the client it became.
with

names as (
    select STATUS_ID, any_value(NAME) as label
    from statuses
    where ENTITY_ID = 'STATUS'
    group by STATUS_ID
),

final as (
    select
        leads.id as lead_id,
        coalesce(firms.client_id, persons.client_id) as client_id,
        nullif(leads.assignedById, '0') as employee_id,
        nullif(leads.sourceId, '') as channel_id,
        leads.createdTime as created_at,
        leads.sourceDescription as landing_page,
        case when leads.stageSemanticId = 'F' then leads.movedTime end as lost_at,
        case
            when leads.stageSemanticId = 'F'
                then coalesce(nullif(leads.statusDescription, ''), names.label)
        end as lost_reason
    from leads
    left join portal_clients as firms
        on leads.companyId = firms.id
        and firms.thing = 'company'
    left join portal_clients as persons
        on leads.contactId = persons.id
        and persons.thing = 'contact'
    left join names
        on leads.stageId = names.STATUS_ID
)

select * from final

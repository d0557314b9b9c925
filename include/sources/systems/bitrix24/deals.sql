-- One row per deal, with its client: the company, else the person.
with

names as (
    select STATUS_ID, any_value(NAME) as label
    from statuses
    where ENTITY_ID like 'DEAL_STAGE%'
    group by STATUS_ID
),

final as (
    select
        deals.id as deal_id,
        nullif(deals.leadId, '0') as lead_id,
        coalesce(firms.client_id, persons.client_id) as client_id,
        nullif(deals.assignedById, '0') as employee_id,
        nullif(deals.sourceId, '') as channel_id,
        deals.createdTime as created_at,
        $funnels[deals.categoryId] as funnel_id,
        deals.opportunity as amount,
        case
            when deals.stageSemanticId = 'F'
                then coalesce(nullif(deals.payload ->> nullif($lost_reason, ''), ''), names.label)
        end as lost_reason
    from deals
    left join portal_clients as firms
        on deals.companyId = firms.id
        and firms.thing = 'company'
    left join portal_clients as persons
        on deals.contactId = persons.id
        and persons.thing = 'contact'
    left join names
        on deals.stageId = names.STATUS_ID
)

select * from final

-- One row per smart invoice.
with

final as (
    select
        invoices.id as invoice_id,
        coalesce(firms.client_id, persons.client_id) as client_id,
        coalesce(nullif(invoices.begindate, ''), invoices.createdTime) as issued_at,
        nullif(invoices.closedate, '') as due_on,
        invoices.opportunity as amount,
        case invoices.stageSemanticId when 'S' then invoices.movedTime end as paid_at,
        invoices.stageId as status
    from invoices
    left join portal_clients as firms
        on invoices.companyId = firms.id
        and firms.thing = 'company'
    left join portal_clients as persons
        on invoices.contactId = persons.id
        and persons.thing = 'contact'
)

select * from final

-- One row per smart invoice (portal_clients: contacts, companies).
select
    i.id as invoice_id,
    coalesce(firms.client_id, persons.client_id) as client_id,
    coalesce(nullif(i.begindate, ''), i.createdTime) as issued_at,
    nullif(i.closedate, '') as due_on,
    i.opportunity as amount,
    case i.stageSemanticId when 'S' then i.movedTime end as paid_at,
    i.stageId as status
from invoices as i
left join portal_clients as firms
    on i.companyId = firms.id
    and firms.thing = 'company'
left join portal_clients as persons
    on i.contactId = persons.id
    and persons.thing = 'contact'

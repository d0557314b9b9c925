-- One row per invoice, with its client.
select
    invoices.invoiceid,
    coalesce(salesorders.ordernumber, invoices.salesorder) as order_id,
    parties.client_id,
    invoices.createdon,
    left(invoices.duedate, 10) as due_on,
    invoices.totalamount,
    lower(invoices.state) as status,
    -- a paid invoice can no longer be edited: it was modified last when it was paid
    case when invoices.statecode = '2' then invoices.modifiedon end as paid_at
from invoices
left join parties on invoices.customer = parties.party_id
left join salesorders on invoices.salesorder = salesorders.salesorderid

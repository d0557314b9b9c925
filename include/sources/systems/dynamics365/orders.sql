-- One row per order, by the number that banks and accounts know it by, with client and seller.
select
    coalesce(salesorders.ordernumber, salesorders.salesorderid) as order_id,
    parties.client_id,
    staff.employee_id,
    salesorders.createdon,
    case salesorders.statecode
        when '2' then 'cancelled'
        when '3' then 'completed'
        when '4' then 'completed'
        else 'placed'
    end as status,
    case
        when salesorders.statecode in ('3', '4')
            then coalesce(salesorders.datefulfilled, salesorders.modifiedon)
    end as completed_at,
    -- a cancelled order can no longer be edited: it was modified last when it was cancelled
    case when salesorders.statecode = '2' then salesorders.modifiedon end as cancelled_at
from salesorders
left join parties on salesorders.customer = parties.party_id
left join staff on salesorders.owner = staff.systemuserid

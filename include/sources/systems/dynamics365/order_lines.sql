-- One row per line of an order, by the order's number.
select
    salesorderdetails.salesorderdetailid,
    coalesce(salesorders.ordernumber, salesorderdetails.salesorder) as order_id,
    coalesce(salesorderdetails.productnumber, salesorderdetails.product) as product_id,
    salesorderdetails.quantity,
    salesorderdetails.priceperunit,
    salesorderdetails.extendedamount,
    case
        when try_cast(salesorderdetails.priceperunit as double) = 0 then 'no_charge'
        when
            try_cast(salesorderdetails.quantity as double) <= 0
            or try_cast(salesorderdetails.priceperunit as double) < 0
            then 'adjustment'
        else 'sale'
    end as line_kind
from salesorderdetails
left join salesorders on salesorderdetails.salesorder = salesorders.salesorderid

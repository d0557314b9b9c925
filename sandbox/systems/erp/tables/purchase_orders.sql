select
    purchase_order_id,
    supplier_id,
    product_id,
    quantity,
    unit_cost,
    ordered_at,
    expected_at,
    case when received_at <= getvariable('moment') then received_at end as received_at
from purchase_orders
where ordered_at <= getvariable('moment')

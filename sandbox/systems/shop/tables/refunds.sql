select
    refund_id,
    order_id,
    client_id,
    product_id,
    created_at,
    quantity,
    amount
from refunds
where unit = 'retail' and created_at <= getvariable('moment')

-- what the bank that takes cards pays out: each payment less its fee
select
    strftime(timezone('Europe/Kyiv', timezone('UTC', paid_at)), '%Y-%m') as _month,
    'R' || lpad(cast(payment_id as varchar), 9, '0') as rrn,
    strftime(timezone('Europe/Kyiv', timezone('UTC', paid_at)), '%Y-%m-%d %H:%M:%S') as paid_at,
    amount,
    cast(abs(amount) * 0.015 as decimal(14, 2)) as fee,
    order_id as order_number
from payments
where method = 'card' and paid_at <= getvariable('moment')

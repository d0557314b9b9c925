-- only the till's money: cards stand in the acquirer's files, transfers in the bank's
select
    payments.payment_id,
    payments.order_id,
    payments.paid_at,
    payments.amount,
    payments.method
from payments
where
    payments.unit = 'retail' and payments.method = 'cash'
    and payments.paid_at <= getvariable('moment')

select
    '' as _month,
    period_month as month,
    employee_id as employee,
    amount,
    valid_from
from plans
where valid_from <= cast(timezone('Europe/Kyiv', timezone('UTC', getvariable('moment'))) as date)

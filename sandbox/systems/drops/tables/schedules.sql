-- the office writes the wall clock, and plans the month in which it is
select
    strftime(work_date, '%Y-%m') as _month,
    employee_id as employee,
    work_date as day,
    strftime(timezone('Europe/Kyiv', timezone('UTC', starts_at)), '%Y-%m-%d %H:%M') as begins,
    strftime(timezone('Europe/Kyiv', timezone('UTC', ends_at)), '%Y-%m-%d %H:%M') as ends
from schedules
where work_date < cast(
    date_trunc('month', timezone('Europe/Kyiv', timezone('UTC', getvariable('moment'))))
    + interval 1 month as date
)

select
    '' as _month,
    absence_id as number,
    employee_id as employee,
    kind,
    first_day,
    last_day
from absences
where first_day <= cast(timezone('Europe/Kyiv', timezone('UTC', getvariable('moment'))) as date)

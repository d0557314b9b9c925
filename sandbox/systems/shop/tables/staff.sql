select
    employee_id,
    full_name,
    role,
    email,
    hired_on,
    case when left_on <= getvariable('moment') then left_on end as left_on
from employees

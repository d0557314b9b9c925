select
    request_id,
    client_id,
    employee_id,
    subject,
    text,
    priority,
    created_at,
    case when resolved_at <= getvariable('moment') then resolved_at end as resolved_at
from requests
where unit = 'retail' and created_at <= getvariable('moment')

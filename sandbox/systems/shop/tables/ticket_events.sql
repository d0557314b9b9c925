select
    event_id,
    request_id,
    step,
    employee_id,
    happened_at
from request_events
where unit = 'retail' and happened_at <= getvariable('moment')

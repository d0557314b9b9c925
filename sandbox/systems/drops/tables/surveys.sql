select
    strftime(timezone('Europe/Kyiv', timezone('UTC', answered_at)), '%Y-%m') as _month,
    response_id,
    kind,
    email,
    score,
    comment,
    strftime(asked_at, '%Y-%m-%dT%H:%M:%SZ') as asked_at,
    strftime(answered_at, '%Y-%m-%dT%H:%M:%SZ') as answered_at,
    request_id,
    order_id
from surveys
where answered_at <= getvariable('moment')

with

known as (
    select
        *,
        case when done_at <= getvariable('moment') then done_at end as known_done_at,
        case when void_at <= getvariable('moment') then void_at end as known_void_at
    from orders
    where
        unit = 'retail'
        and entered_at <= getvariable('moment')
        and coalesce(removed_at > getvariable('moment'), true)
)

select
    order_id,
    client_id,
    employee_id,
    deal_id,
    channel,
    is_test,
    created_at,
    known_done_at,
    known_void_at,
    case
        when known_void_at is not null then 'void'
        when known_done_at is not null then 'done'
        else 'new'
    end as state,
    greatest(entered_at, coalesce(known_done_at, entered_at), coalesce(known_void_at, entered_at))
        as updated_at
from known

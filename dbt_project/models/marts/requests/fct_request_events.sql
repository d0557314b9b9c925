with

request_events as (
    select * from {{ ref('int_request_events_unioned') }}
),

final as (
    select
        event_id,
        request_id,
        employee_id,
        request_step,
        happened_at,
        {{ local_date('happened_at') }} as event_date,
        source_name
    from request_events
)

select * from final

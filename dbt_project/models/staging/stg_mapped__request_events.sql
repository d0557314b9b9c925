with

source as (
    select * from {{ source('landing', 'request_events') }}
),

final as (
    select
        event_id,
        request_id,
        step as request_step,
        happened_at,
        employee_id,
        source_name,
        source_updated_at
    from source
)

select * from final

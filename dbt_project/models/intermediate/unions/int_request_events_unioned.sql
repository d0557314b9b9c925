with

mapped_request_events as (
    select * from {{ ref('stg_mapped__request_events') }}
),

final as (
    select
        event_id,
        request_id,
        request_step,
        happened_at,
        employee_id,
        source_name
    from mapped_request_events
    where happened_at < {{ cutoff_at() }}
)

select * from final

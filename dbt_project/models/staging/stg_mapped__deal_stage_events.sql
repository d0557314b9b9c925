with

source as (
    select * from {{ source('landing', 'deal_stage_events') }}
),

final as (
    select
        event_id,
        deal_id,
        stage as stage_id,
        entered_at,
        employee_id,
        source_name,
        source_updated_at
    from source
)

select * from final

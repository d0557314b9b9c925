with

mapped_deal_stage_events as (
    select * from {{ ref('stg_mapped__deal_stage_events') }}
),

final as (
    select
        event_id,
        deal_id,
        stage_id,
        entered_at,
        employee_id
    from mapped_deal_stage_events
    where entered_at < {{ cutoff_at() }}
)

select * from final

with

campaign_events as (
    select * from {{ ref('int_campaign_events_unioned') }}
),

final as (
    select
        event_id,
        identifier_kind,
        identifier_value,
        event_detail
    from campaign_events
)

select * from final

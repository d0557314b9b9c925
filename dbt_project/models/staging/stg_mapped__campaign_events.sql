with

source as (
    select * from {{ source('landing', 'campaign_events') }}
),

final as (
    select
        event_id,
        campaign_id,
        client_id,
        identifier_kind,
        identifier_value,
        event_kind,
        happened_at,
        url,
        detail as event_detail,
        source_name,
        source_updated_at
    from source
)

select * from final

with

source as (
    select * from {{ source('landing', 'web_events') }}
),

final as (
    select
        event_id,
        anonymous_id,
        client_id,
        happened_at,
        event_kind,
        url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        source_name,
        source_updated_at
    from source
)

select * from final

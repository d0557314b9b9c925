with

mapped_web_events as (
    select
        *,
        'cookie' as identifier_kind,
        anonymous_id as identifier_value
    from {{ ref('stg_mapped__web_events') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

known_identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

final as (
    select
        mapped_web_events.event_id,
        mapped_web_events.anonymous_id,
        {{ known_client('mapped_web_events') }} as client_id,
        mapped_web_events.happened_at,
        mapped_web_events.event_kind,
        mapped_web_events.url,
        mapped_web_events.referrer,
        mapped_web_events.utm_source,
        mapped_web_events.utm_medium,
        mapped_web_events.utm_campaign,
        mapped_web_events.utm_content,
        mapped_web_events.utm_term,
        mapped_web_events.source_name
    from mapped_web_events
    {{ join_known_clients('mapped_web_events') }}
    where mapped_web_events.happened_at < {{ cutoff_at() }}
)

select * from final

with

mapped_campaign_events as (
    select * from {{ ref('stg_mapped__campaign_events') }}
),

client_merges as (
    select * from {{ ref('int_client_merges_resolved') }}
),

known_identifiers as (
    select * from {{ ref('int_identifiers_resolved') }}
),

final as (
    select
        mapped_campaign_events.event_id,
        mapped_campaign_events.campaign_id,
        {{ known_client('mapped_campaign_events') }} as client_id,
        mapped_campaign_events.identifier_kind,
        {{ identifier_key(
            'mapped_campaign_events.identifier_kind', 'mapped_campaign_events.identifier_value'
        ) }} as identifier_value,
        mapped_campaign_events.event_kind,
        mapped_campaign_events.happened_at,
        mapped_campaign_events.url,
        mapped_campaign_events.event_detail,
        mapped_campaign_events.source_name
    from mapped_campaign_events
    {{ join_known_clients('mapped_campaign_events') }}
    where mapped_campaign_events.happened_at < {{ cutoff_at() }}
)

select * from final

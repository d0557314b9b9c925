with

campaign_events as (
    select * from {{ ref('int_campaign_events_unioned') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

final as (
    select
        campaign_events.event_id,
        campaign_events.campaign_id,
        campaign_events.client_id,
        campaign_events.event_kind,
        campaign_events.happened_at,
        {{ local_date('campaign_events.happened_at') }} as event_date,
        {{ bare_url('campaign_events.url') }} as url,
        test_clients.client_id is not null as is_test,
        campaign_events.source_name
    from campaign_events
    left join test_clients
        on campaign_events.client_id = test_clients.client_id
)

select * from final

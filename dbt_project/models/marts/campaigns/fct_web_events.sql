with

web_events as (
    select * from {{ ref('int_web_events_unioned') }}
),

test_clients as (
    select client_id from {{ ref('int_clients_unioned') }}
    where is_test
),

final as (
    select
        web_events.event_id,
        web_events.anonymous_id,
        web_events.client_id,
        web_events.event_kind,
        web_events.happened_at,
        {{ local_date('web_events.happened_at') }} as event_date,
        {{ bare_url('web_events.url') }} as url,
        {{ bare_url('web_events.referrer') }} as referrer,
        web_events.utm_source,
        web_events.utm_medium,
        web_events.utm_campaign,
        web_events.utm_content,
        web_events.utm_term,
        test_clients.client_id is not null as is_test,
        web_events.source_name
    from web_events
    left join test_clients
        on web_events.client_id = test_clients.client_id
)

select * from final

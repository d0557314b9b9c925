with

events_in as (
    select count(*) as event_count from {{ ref('int_deal_stage_events_unioned') }}
),

stays as (
    select count(*) as event_count from {{ ref('fct_deal_stages') }}
),

omitted_events as (
    select count(*) as event_count from {{ ref('fct_funnel_omissions') }}
    where omitted = 'event'
)

select events_in.event_count
from events_in
cross join stays
cross join omitted_events
where events_in.event_count <> stays.event_count + omitted_events.event_count

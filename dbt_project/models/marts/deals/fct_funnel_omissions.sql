with

deals as (
    select * from {{ ref('fct_deals') }}
    where not is_in_funnel
),

stages as (
    select distinct funnel_id from {{ ref('int_funnel_stages_listed') }}
),

events as (
    select * from {{ ref('int_deal_events_judged') }}
    where omission_reason is not null
),

final as (
    select
        'deal' as omitted,
        deals.deal_id,
        null as event_id,
        deals.stage_id,
        deals.created_at as happened_at,
        case
            when deals.is_test then 'test'
            when stages.funnel_id is null then 'unknown_funnel'
            when deals.outcome = 'lost' then 'only_lost'
            else 'no_stages'
        end as omission_reason
    from deals
    left join stages
        on deals.funnel_id = stages.funnel_id
    union all
    select
        'event' as omitted,
        deal_id,
        event_id,
        stage_id,
        entered_at as happened_at,
        omission_reason
    from events
)

select * from final

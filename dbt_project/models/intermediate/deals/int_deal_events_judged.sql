with

events as (
    select * from {{ ref('int_deal_stage_events_unioned') }}
),

deals as (
    select * from {{ ref('int_deals_judged') }}
),

stages as (
    select * from {{ ref('int_funnel_stages_listed') }}
),

known_events as (
    select
        events.event_id,
        events.deal_id,
        deals.funnel_id,
        events.stage_id,
        stages.stage_rank,
        stages.is_won,
        stages.is_lost,
        stages.conversion_days,
        events.entered_at,
        coalesce(events.employee_id, deals.employee_id) as employee_id,
        case
            when deals.deal_id is null then 'unknown_deal'
            when stages.stage_id is null then 'foreign_stage'
        end as omission_reason
    from events
    left join deals
        on events.deal_id = deals.deal_id
    left join stages
        on
            deals.funnel_id = stages.funnel_id
            and events.stage_id = stages.stage_id
),

-- of events of one moment the earlier stage came first, and a loss last
compared_events as (
    select
        *,
        lag(stage_id) over (
            partition by deal_id, omission_reason
            order by entered_at, coalesce(stage_rank, 1000000), stage_id, event_id
        ) as stage_before_id
    from known_events
),

-- a source that tells again where a deal is tells of no new entry
final as (
    select
        event_id,
        deal_id,
        funnel_id,
        stage_id,
        stage_rank,
        is_won,
        is_lost,
        conversion_days,
        entered_at,
        employee_id,
        coalesce(
            omission_reason,
            case when stage_before_id = stage_id then 'repeated' end
        ) as omission_reason
    from compared_events
)

select * from final

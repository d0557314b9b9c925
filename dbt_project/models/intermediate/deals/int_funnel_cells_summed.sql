with

steps as (
    select * from {{ ref('fct_deal_funnel_steps') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
    where is_in_funnel
),

stages as (
    select * from {{ ref('int_funnel_stages_listed') }}
),

final as (
    select
        steps.funnel_id,
        {{ month_start('deals.entered_date') }} as period_month,
        deals.channel_id,
        deals.employee_id,
        coalesce(deals.landing_page, 'unknown') as landing_page,
        steps.stage_id,
        steps.stage_rank,
        steps.is_won,
        stages.conversion_days,
        {{ whole('sum(steps.entry_count)') }} as entry_count,
        count(case when steps.is_any then 1 end) as any_count,
        count(case when steps.is_reached_or_passed then 1 end) as reached_or_passed_count,
        count(case when steps.is_strict then 1 end) as strict_count,
        count(case when steps.is_snapshot then 1 end) as snapshot_count,
        count(case when steps.is_lost_from then 1 end) as lost_count,
        count(case when not deals.is_mature then 1 end) as immature_deal_count
    from steps
    inner join deals
        on steps.deal_id = deals.deal_id
    inner join stages
        on
            steps.funnel_id = stages.funnel_id
            and steps.stage_id = stages.stage_id
    group by
        steps.funnel_id,
        {{ month_start('deals.entered_date') }},
        deals.channel_id,
        deals.employee_id,
        coalesce(deals.landing_page, 'unknown'),
        steps.stage_id,
        steps.stage_rank,
        steps.is_won,
        stages.conversion_days
)

select * from final

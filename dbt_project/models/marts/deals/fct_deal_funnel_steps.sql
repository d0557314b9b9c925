with

deals as (
    select * from {{ ref('fct_deals') }}
    where is_in_funnel
),

ways as (
    select * from {{ ref('int_deals_summed') }}
),

stages as (
    select * from {{ ref('int_funnel_stages_listed') }}
    where not is_lost
),

entries as (
    select
        deal_id,
        stage_id,
        count(*) as entry_count
    from {{ ref('int_deal_stays_sequenced') }}
    where is_in_window
    group by deal_id, stage_id
),

judged_steps as (
    select
        deals.deal_id,
        deals.funnel_id,
        stages.stage_id,
        stages.stage_rank,
        stages.is_won,
        coalesce(entries.entry_count, 0) as entry_count,
        entries.deal_id is not null as is_any,
        ways.reached_rank >= stages.stage_rank as is_reached_or_passed,
        ways.strict_rank >= stages.stage_rank as is_strict,
        deals.stage_id = stages.stage_id and deals.outcome <> 'lost' as is_snapshot,
        deals.stage_id = stages.stage_id and deals.outcome = 'lost' as is_lost_from,
        deals.highest_stage_rank >= stages.stage_rank as is_reached_ever
    from deals
    inner join ways
        on deals.deal_id = ways.deal_id
    inner join stages
        on deals.funnel_id = stages.funnel_id
    left join entries
        on
            deals.deal_id = entries.deal_id
            and stages.stage_id = entries.stage_id
),

final as (
    select
        deal_id,
        funnel_id,
        stage_id,
        stage_rank,
        is_won,
        entry_count,
        is_any,
        is_reached_or_passed,
        is_strict,
        is_snapshot,
        is_lost_from,
        case
            when is_reached_or_passed and not is_any then 'passed_over'
            when is_any and not is_strict then 'out_of_order'
            when entry_count > 1 then 'entered_again'
            when is_reached_or_passed then 'all_agree'
            when is_reached_ever then 'after_window'
            else 'not_reached'
        end as explanation
    from judged_steps
)

select * from final

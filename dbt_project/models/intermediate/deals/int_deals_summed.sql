with

stays as (
    select * from {{ ref('int_deal_stays_sequenced') }}
),

ways as (
    select * from {{ ref('int_deal_ways_followed') }}
),

summed_deals as (
    select
        deal_id,
        min(deal_entered_at) as entered_at,
        min(window_ends_at) as window_ends_at,
        max(stay_number) as last_stay_number,
        max(case when not is_lost then stay_number end) as last_stage_number,
        max(stage_rank) as highest_stage_rank,
        max(case when is_in_window then stage_rank end) as reached_rank
    from stays
    group by deal_id
),

final as (
    select
        summed_deals.deal_id,
        summed_deals.entered_at,
        summed_deals.window_ends_at,
        last_stages.stage_id,
        last_stages.stage_rank,
        summed_deals.highest_stage_rank,
        coalesce(summed_deals.reached_rank, 0) as reached_rank,
        coalesce(ways.strict_rank, 0) as strict_rank,
        case
            when last_stays.is_lost then 'lost'
            when last_stays.is_won then 'won'
            else 'open'
        end as outcome,
        case when last_stays.is_lost or last_stays.is_won then last_stays.entered_at end
            as closed_at
    from summed_deals
    inner join stays as last_stays
        on
            summed_deals.deal_id = last_stays.deal_id
            and summed_deals.last_stay_number = last_stays.stay_number
    left join stays as last_stages
        on
            summed_deals.deal_id = last_stages.deal_id
            and summed_deals.last_stage_number = last_stages.stay_number
    left join ways
        on summed_deals.deal_id = ways.deal_id
)

select * from final

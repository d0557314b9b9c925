with

members as (
    select * from {{ ref('int_deal_members_listed') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
),

counted_members as (
    select
        deals.funnel_id,
        members.dimension_kind,
        members.member_id,
        members.member_name,
        count(*) as deal_count,
        count(case when deals.outcome = 'won' then 1 end) as won_deal_count,
        count(case when deals.outcome = 'lost' then 1 end) as lost_deal_count,
        count(case when deals.outcome = 'open' then 1 end) as open_deal_count,
        count(case when not deals.is_mature then 1 end) as immature_deal_count,
        sum(case when deals.outcome = 'won' then deals.amount end) as won_amount,
        {{ median('deals.days_to_win') }} as median_days_to_win,
        {{ percentile('deals.days_to_win', 0.9) }} as p90_days_to_win
    from deals
    inner join members
        on deals.deal_id = members.deal_id
    group by
        deals.funnel_id,
        members.dimension_kind,
        members.member_id,
        members.member_name
),

final as (
    select
        funnel_id,
        dimension_kind,
        member_id,
        member_name,
        deal_count,
        won_deal_count,
        lost_deal_count,
        open_deal_count,
        immature_deal_count,
        {{ pct('won_deal_count', 'deal_count') }} as won_pct,
        {{ wilson_pct('won_deal_count', 'deal_count', '-') }} as wilson_low_pct,
        {{ wilson_pct('won_deal_count', 'deal_count', '+') }} as wilson_high_pct,
        {{ is_too_few('deal_count') }} as is_too_few,
        {{ money('coalesce(won_amount, 0)') }} as won_amount,
        cast(median_days_to_win as decimal(18, 2)) as median_days_to_win,
        cast(p90_days_to_win as decimal(18, 2)) as p90_days_to_win
    from counted_members
)

select * from final

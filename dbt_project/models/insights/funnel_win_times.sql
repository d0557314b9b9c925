with

members as (
    select * from {{ ref('int_deal_members_listed') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
),

final as (
    select
        deals.funnel_id,
        members.dimension_kind,
        members.member_id,
        members.member_name,
        count(*) as deal_count,
        count(case when deals.outcome = 'won' then 1 end) as won_deal_count,
        count(case when deals.outcome = 'lost' then 1 end) as lost_deal_count,
        count(case when deals.outcome = 'open' then 1 end) as open_deal_count,
        {{ money("coalesce(sum(case when deals.outcome = 'won' then deals.amount end), 0)") }}
            as won_amount,
        cast({{ median('deals.days_to_win') }} as decimal(18, 2)) as median_days_to_win,
        cast({{ percentile('deals.days_to_win', 0.9) }} as decimal(18, 2)) as p90_days_to_win
    from deals
    inner join members
        on deals.deal_id = members.deal_id
    group by
        deals.funnel_id,
        members.dimension_kind,
        members.member_id,
        members.member_name
)

select * from final

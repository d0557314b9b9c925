with

members as (
    select * from {{ ref('int_deal_members_listed') }}
),

stages as (
    select * from {{ ref('int_funnel_stages_listed') }}
),

-- a deal that comes back to a stage has spent both stays there
deal_stages as (
    select
        deal_id,
        funnel_id,
        stage_id,
        sum(stay_days) as spent_days,
        count(case when left_at is null then 1 end) > 0 as is_there
    from {{ ref('fct_deal_stages') }}
    where is_in_funnel and stay_days is not null
    group by deal_id, funnel_id, stage_id
),

final as (
    select
        deal_stages.funnel_id,
        members.dimension_kind,
        members.member_id,
        members.member_name,
        deal_stages.stage_id,
        stages.stage_rank,
        stages.stage_label,
        count(*) as deal_count,
        count(case when not deal_stages.is_there then 1 end) as left_deal_count,
        cast(
            {{ median('case when not deal_stages.is_there then deal_stages.spent_days end') }}
            as decimal(18, 2)
        ) as median_days,
        cast({{ percentile(
            'case when not deal_stages.is_there then deal_stages.spent_days end', 0.9
        ) }} as decimal(18, 2)) as p90_days,
        count(case when deal_stages.is_there then 1 end) as present_deal_count,
        cast(
            {{ median('case when deal_stages.is_there then deal_stages.spent_days end') }}
            as decimal(18, 2)
        ) as present_median_days
    from deal_stages
    inner join members
        on deal_stages.deal_id = members.deal_id
    inner join stages
        on
            deal_stages.funnel_id = stages.funnel_id
            and deal_stages.stage_id = stages.stage_id
    group by
        deal_stages.funnel_id,
        members.dimension_kind,
        members.member_id,
        members.member_name,
        deal_stages.stage_id,
        stages.stage_rank,
        stages.stage_label
)

select * from final

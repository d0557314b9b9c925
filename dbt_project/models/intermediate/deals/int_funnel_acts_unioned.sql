with

deals as (
    select * from {{ ref('fct_deals') }}
),

stays as (
    select
        fct_deal_stages.*,
        deals.amount
    from {{ ref('fct_deal_stages') }} as fct_deal_stages
    inner join deals
        on fct_deal_stages.deal_id = deals.deal_id
    where fct_deal_stages.is_in_funnel and not fct_deal_stages.is_lost
),

first_stages as (
    select * from {{ ref('int_funnel_stages_listed') }}
    where stage_rank = 1
),

reached_steps as (
    select * from {{ ref('fct_deal_funnel_steps') }}
    where is_reached_or_passed
),

final as (
    select
        funnel_id,
        stage_id,
        'entry' as deal_act,
        entered_date as act_date,
        amount
    from stays
    union all
    select
        funnel_id,
        stage_id,
        'leave' as deal_act,
        left_date as act_date,
        amount
    from stays
    where left_date is not null
    union all
    select
        funnel_id,
        stage_id,
        outcome as deal_act,
        closed_date as act_date,
        amount
    from deals
    where is_in_funnel and outcome <> 'open'
    union all
    select
        reached_steps.funnel_id,
        reached_steps.stage_id,
        'reached' as deal_act,
        deals.entered_date as act_date,
        deals.amount
    from reached_steps
    inner join deals
        on reached_steps.deal_id = deals.deal_id
    union all
    select
        deals.funnel_id,
        first_stages.stage_id,
        'left_out' as deal_act,
        deals.created_date as act_date,
        deals.amount
    from deals
    inner join first_stages
        on deals.funnel_id = first_stages.funnel_id
    where not deals.is_in_funnel and not deals.is_test
)

select * from final

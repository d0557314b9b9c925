with

deals as (
    select * from {{ ref('int_deals_judged') }}
),

ways as (
    select * from {{ ref('int_deals_summed') }}
),

stages as (
    select * from {{ ref('int_funnel_stages_listed') }}
    where not is_lost
),

final as (
    select
        deals.deal_id,
        deals.lead_id,
        deals.client_id,
        deals.employee_id,
        deals.channel_id,
        deals.landing_page,
        deals.funnel_id,
        deals.created_at,
        {{ local_date('deals.created_at') }} as created_date,
        {{ local_date('deals.first_contact_at') }} as first_contact_date,
        ways.entered_at,
        {{ local_date('ways.entered_at') }} as entered_date,
        ways.stage_id,
        ways.stage_rank,
        stages.stage_label,
        ways.highest_stage_rank,
        coalesce(ways.outcome, 'open') as outcome,
        ways.closed_at,
        {{ local_date('ways.closed_at') }} as closed_date,
        case
            when ways.outcome = 'won' then {{ days_between(
                local_date('deals.first_contact_at'), local_date('ways.closed_at')
            ) }}
        end as days_to_win,
        deals.amount,
        case when ways.outcome = 'lost' then deals.lost_reason end as lost_reason,
        coalesce(ways.window_ends_at <= {{ cutoff_at() }}, false) as is_mature,
        ways.entered_at is not null and not deals.is_test as is_in_funnel,
        deals.is_test
    from deals
    left join ways
        on deals.deal_id = ways.deal_id
    left join stages
        on
            deals.funnel_id = stages.funnel_id
            and ways.stage_id = stages.stage_id
)

select * from final

with

members as (
    select
        funnel_id,
        period_kind,
        period_month,
        definition,
        stage_id,
        dimension_kind,
        sum(step_count) as step_count
    from {{ ref('int_funnel_members_summed') }}
    group by funnel_id, period_kind, period_month, definition, stage_id, dimension_kind
)

select
    funnel_id,
    definition,
    stage_id
from members
group by funnel_id, period_kind, period_month, definition, stage_id
having min(step_count) <> max(step_count)

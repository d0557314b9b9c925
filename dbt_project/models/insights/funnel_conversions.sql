with

members as (
    select * from {{ ref('int_funnel_members_summed') }}
),

member_names as (
    select distinct
        dimension_kind,
        member_id,
        member_name
    from {{ ref('int_deal_members_listed') }}
),

-- every step, and the whole way where it is more than one step
steps as (
    select
        origins.*,
        targets.stage_id as to_stage_id,
        targets.stage_rank as to_stage_rank,
        targets.step_count as to_count
    from members as origins
    inner join members as targets
        on
            origins.funnel_id = targets.funnel_id
            and origins.period_kind = targets.period_kind
            and coalesce(origins.period_month = targets.period_month, origins.period_kind = 'all')
            and origins.dimension_kind = targets.dimension_kind
            and origins.member_id = targets.member_id
            and origins.definition = targets.definition
            and (
                origins.stage_rank + 1 = targets.stage_rank
                or (origins.stage_rank = 1 and targets.is_won and targets.stage_rank > 2)
            )
),

-- an interval needs a part of a whole: entries and 'any' count deals that skipped the stage before
final as (
    select
        steps.funnel_id,
        steps.period_kind,
        steps.period_month,
        steps.dimension_kind,
        steps.member_id,
        member_names.member_name,
        steps.definition,
        steps.stage_id as from_stage_id,
        steps.stage_rank as from_stage_rank,
        steps.to_stage_id,
        steps.to_stage_rank,
        steps.step_count as from_count,
        steps.to_count,
        {{ pct('steps.to_count', 'steps.step_count') }} as conversion_pct,
        {% for end, sign in [('low', '-'), ('high', '+')] -%}
            case
                when steps.definition in ('reached_or_passed', 'strict')
                    then {{ wilson_pct('steps.to_count', 'steps.step_count', sign) }}
            end as wilson_{{ end }}_pct,
        {% endfor -%}
        {{ is_too_few('steps.step_count') }} as is_too_few,
        steps.immature_deal_count,
        case
            when steps.period_kind = 'month'
                then {{ is_immature('steps.period_month', 'steps.conversion_days') }}
            else steps.immature_deal_count > 0
        end as is_immature
    from steps
    inner join member_names
        on
            steps.dimension_kind = member_names.dimension_kind
            and steps.member_id = member_names.member_id
)

select * from final

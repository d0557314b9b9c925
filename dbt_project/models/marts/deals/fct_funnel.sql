with

cells as (
    select * from {{ ref('int_funnel_cells_summed') }}
),

counted_cells as (
    {% for definition in ['entries', 'any', 'reached_or_passed', 'strict', 'snapshot'] %}
        {% if not loop.first %}union all{% endif %}
        select
            funnel_id,
            period_month,
            channel_id,
            employee_id,
            stage_id,
            stage_rank,
            '{{ definition }}' as definition,
            {{ 'entry_count' if definition == 'entries' else definition ~ '_count' }} as step_count,
            lost_count,
            conversion_days
        from cells
    {% endfor %}
),

final as (
    select
        funnel_id,
        period_month,
        channel_id,
        employee_id,
        stage_id,
        stage_rank,
        definition,
        {{ whole('sum(step_count)') }} as step_count,
        {{ whole('sum(lost_count)') }} as lost_count,
        {{ is_immature('period_month', 'conversion_days') }} as is_immature
    from counted_cells
    group by
        funnel_id,
        period_month,
        channel_id,
        employee_id,
        stage_id,
        stage_rank,
        definition,
        conversion_days
)

select * from final

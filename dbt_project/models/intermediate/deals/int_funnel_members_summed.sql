with

cells as (
    select * from {{ ref('int_funnel_cells_summed') }}
),

member_cells as (
    {% for kind, member in [
        ('company', "'company'"),
        ('channel', 'channel_id'),
        ('employee', 'employee_id'),
        ('landing_page', 'landing_page'),
    ] %}
        {% for period in ['month', 'all'] %}
            {% if not (loop.first and kind == 'company') %}union all{% endif %}
            select
                *,
                '{{ period }}' as period_kind,
                {{ 'period_month' if period == 'month' else 'cast(null as date)' }} as month_or_all,
                '{{ kind }}' as dimension_kind,
                {{ member }} as member_id
            from cells
        {% endfor %}
    {% endfor %}
),

{% set key -%}
    funnel_id, period_kind, month_or_all, dimension_kind, member_id,
    stage_id, stage_rank, is_won, conversion_days
{%- endset %}

counted_members as (
    {% for definition in ['entries', 'any', 'reached_or_passed', 'strict'] %}
        {% if not loop.first %}union all{% endif %}
        select
            {{ key }},
            '{{ definition }}' as definition,
            sum({{ 'entry_count' if definition == 'entries' else definition ~ '_count' }})
                as step_count,
            sum(immature_deal_count) as immature_deal_count
        from member_cells
        group by {{ key }}
    {% endfor %}
),

final as (
    select
        funnel_id,
        period_kind,
        month_or_all as period_month,
        dimension_kind,
        member_id,
        stage_id,
        stage_rank,
        is_won,
        conversion_days,
        definition,
        {{ whole('step_count') }} as step_count,
        {{ whole('immature_deal_count') }} as immature_deal_count
    from counted_members
)

select * from final

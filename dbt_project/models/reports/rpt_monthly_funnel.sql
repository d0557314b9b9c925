with

days as (
    select * from {{ ref('int_funnel_days_summed') }}
),

labels as (
    select * from {{ ref('stg_mapped__funnel_stages') }}
),

months as (
    select
        month_start,
        funnel_id,
        stage_id,
        stage_rank,
        is_won,
        conversion_days,
        max(calendar_date) as last_date,
        {% for sum in ['entry', 'won', 'lost'] -%}
            {{ whole('sum(' ~ sum ~ '_count)') }} as {{ sum }}_count,
            {{ money('sum(' ~ sum ~ '_amount)') }} as {{ sum }}_amount,
        {% endfor -%}
        {{ at_last('open_count', 'calendar_date') }} as open_count,
        {{ at_last('open_amount', 'calendar_date') }} as open_amount,
        {{ whole('sum(reached_count)') }} as reached_count,
        {{ whole('sum(left_out_count)') }} as left_out_count
    from days
    group by month_start, funnel_id, stage_id, stage_rank, is_won, conversion_days
),

-- every deal of the cohort has reached the first stage: it is in it or beyond
compared_months as (
    select
        *,
        first_value(reached_count) over way as cohort_count,
        lag(reached_count) over way as previous_reached_count
    from months
    window way as (partition by funnel_id, month_start order by stage_rank)
),

final as (
    select
        compared_months.month_start,
        {{ month_end('compared_months.month_start') }} > {{ as_of_date() }} as is_open_month,
        compared_months.funnel_id,
        compared_months.stage_rank,
        compared_months.stage_id,
        labels.stage_label,
        compared_months.is_won,
        compared_months.entry_count,
        compared_months.entry_amount,
        compared_months.won_count,
        compared_months.won_amount,
        compared_months.lost_count,
        compared_months.lost_amount,
        compared_months.open_count,
        compared_months.open_amount,
        {{ funnel_rates('compared_months') }},
        compared_months.left_out_count,
        {{ is_immature('compared_months.month_start', 'compared_months.conversion_days') }}
            as is_immature
    from compared_months
    inner join labels
        on
            compared_months.funnel_id = labels.funnel_id
            and compared_months.stage_id = labels.stage_id
            and {{ is_in_use('labels', 'compared_months.last_date') }}
)

select * from final

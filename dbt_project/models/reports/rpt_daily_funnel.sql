with

days as (
    select * from {{ ref('int_funnel_days_summed') }}
),

labels as (
    select * from {{ ref('stg_mapped__funnel_stages') }}
),

-- a rate that may still grow frightens for nothing: the newest deals whose window has closed
cohort_days as (
    select
        days.calendar_date,
        days.funnel_id,
        days.stage_id,
        days.stage_rank,
        days.conversion_days,
        {{ add_days('days.calendar_date', '1 - 2 * days.conversion_days') }} as cohort_start_date,
        {{ add_days('days.calendar_date', '-days.conversion_days') }} as cohort_end_date,
        coalesce(last_days.reached_so_far, 0) - coalesce(days_before.reached_so_far, 0)
            as reached_count
    from days
    left join days as last_days
        on
            days.funnel_id = last_days.funnel_id
            and days.stage_id = last_days.stage_id
            and {{ add_days('days.calendar_date', '-days.conversion_days') }}
            = last_days.calendar_date
    left join days as days_before
        on
            days.funnel_id = days_before.funnel_id
            and days.stage_id = days_before.stage_id
            and {{ add_days('days.calendar_date', '-2 * days.conversion_days') }}
            = days_before.calendar_date
),

compared_days as (
    select
        *,
        first_value(reached_count) over way as cohort_count,
        lag(reached_count) over way as previous_reached_count
    from cohort_days
    window way as (partition by funnel_id, calendar_date order by stage_rank)
),

final as (
    select
        days.calendar_date as report_date,
        days.funnel_id,
        days.stage_rank,
        days.stage_id,
        labels.stage_label,
        days.is_won,
        days.entry_count,
        days.entry_amount,
        days.won_count,
        days.won_amount,
        days.lost_count,
        days.lost_amount,
        days.open_count,
        days.open_amount,
        compared_days.cohort_start_date,
        compared_days.cohort_end_date,
        {{ funnel_rates('compared_days') }},
        days.left_out_count
    from days
    inner join compared_days
        on
            days.calendar_date = compared_days.calendar_date
            and days.funnel_id = compared_days.funnel_id
            and days.stage_id = compared_days.stage_id
    inner join labels
        on
            days.funnel_id = labels.funnel_id
            and days.stage_id = labels.stage_id
            and {{ is_in_use('labels', 'days.calendar_date') }}
)

select * from final

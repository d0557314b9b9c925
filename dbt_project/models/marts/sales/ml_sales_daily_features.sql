with

days as (
    select * from {{ ref('int_days_summed') }}
),

series as (
    select * from {{ ref('int_series_chosen') }}
),

series_sums as (
    select * from {{ ref('int_series_days_summed') }}
),

company_days as (
    select
        'company' as series_id,
        'company' as series_kind,
        'company' as series_name,
        calendar_date as series_date,
        -- returns fall on their own day: a past day then never changes once it is over
        {{ money('new_order_amount - returned_amount') }} as net_revenue,
        new_order_count as order_count,
        is_working_day,
        holiday_name
    from days
),

series_days as (
    select
        series.series_id,
        series.series_kind,
        series.series_name,
        days.calendar_date as series_date,
        {{ money('coalesce(series_sums.net_revenue, 0)') }} as net_revenue,
        coalesce(series_sums.order_count, 0) as order_count,
        days.is_working_day,
        days.holiday_name
    from series
    cross join days
    left join series_sums
        on
            series.series_kind = series_sums.series_kind
            and series.member = series_sums.member
            and days.calendar_date = series_sums.series_date
),

all_days as (
    select * from company_days
    union all
    select * from series_days
),

final as (
    select
        series_id,
        series_kind,
        series_name,
        series_date,
        net_revenue,
        order_count,
        is_working_day,
        holiday_name
    from all_days
    -- days before the first sale are not days without sales
    qualify sum(order_count) over (partition by series_id order by series_date) > 0
)

select * from final

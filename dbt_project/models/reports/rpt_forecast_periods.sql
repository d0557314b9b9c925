with

-- a forecast made on another day would not fit the days known by now
forecast_totals as (
    select
        *,
        case
            when period_kind = 'year' then {{ year_start('period_end') }}
            else {{ half_year_start('period_end') }}
        end as calendar_start
    from {{ source('ml', 'sales_forecast_totals') }}
    where
        series_id = 'company'
        and measure = 'net_revenue'
        and period_kind in ('half_year', 'year')
        and as_of_date = {{ as_of_date() }}
),

days as (
    select * from {{ ref('ml_sales_daily_features') }}
    where series_id = 'company'
),

history as (
    select min(series_date) as first_date from days
),

actual_totals as (
    select
        forecast_totals.period_kind,
        forecast_totals.calendar_start,
        sum(days.net_revenue) as net_revenue
    from forecast_totals
    inner join days
        on
            forecast_totals.calendar_start <= days.series_date
            and forecast_totals.period_end >= days.series_date
    group by forecast_totals.period_kind, forecast_totals.calendar_start
),

known_totals as (
    select
        forecast_totals.*,
        coalesce(actual_totals.net_revenue, 0) as actual_to_date,
        coalesce(history.first_date <= forecast_totals.calendar_start, false) as is_known_whole
    from forecast_totals
    cross join history
    left join actual_totals
        on
            forecast_totals.period_kind = actual_totals.period_kind
            and forecast_totals.calendar_start = actual_totals.calendar_start
),

final as (
    select
        period_kind,
        calendar_start as period_start,
        period_end,
        as_of_date,
        is_known_whole,
        {{ money('actual_to_date') }} as actual_to_date,
        {{ money('actual_to_date + ' ~ money('p10')) }} as p10,
        {{ money('actual_to_date + ' ~ money('p50')) }} as p50,
        {{ money('actual_to_date + ' ~ money('p90')) }} as p90,
        model_name
    from known_totals
)

select * from final

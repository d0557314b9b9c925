with

days as (
    select
        *,
        {{ month_start('series_date') }} as month_start
    from {{ ref('ml_sales_daily_features') }}
    where series_id = 'company'
),

-- a forecast made on another day would not fit the days known by now
forecast_totals as (
    select
        *,
        {{ month_start('period_start') }} as month_start
    from {{ source('ml', 'sales_forecast_totals') }}
    where
        series_id = 'company'
        and measure = 'net_revenue'
        and period_kind = 'month'
        and as_of_date = {{ as_of_date() }}
),

actual_totals as (
    select
        month_start,
        sum(net_revenue) as net_revenue
    from days
    group by month_start
),

known_totals as (
    select
        forecast_totals.*,
        coalesce(actual_totals.net_revenue, 0) as actual_to_date
    from forecast_totals
    left join actual_totals
        on forecast_totals.month_start = actual_totals.month_start
),

final as (
    select
        month_start,
        as_of_date,
        {{ money('actual_to_date') }} as actual_to_date,
        {{ money('actual_to_date + ' ~ money('p10')) }} as p10,
        {{ money('actual_to_date + ' ~ money('p50')) }} as p50,
        {{ money('actual_to_date + ' ~ money('p90')) }} as p90,
        model_name
    from known_totals
)

select * from final

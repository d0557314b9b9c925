with

days as (
    select * from {{ ref('ml_sales_daily_features') }}
),

forecasts as (
    select
        *,
        {{ month_start('forecast_date') }} as month_start
    from {{ ref('rpt_sales_forecast') }}
),

newest_forecasts as (
    select
        *,
        max(as_of_date) over () as newest_as_of_date
    from forecasts
    where forecast_date > {{ as_of_date() }}
),

-- the sum of the days' bounds: right if all days err together, wide if they do not
forecast_months as (
    select
        month_start,
        as_of_date as forecast_as_of_date,
        sum(p10) as p10,
        sum(p50) as p50,
        sum(p90) as p90,
        count(*) as forecast_day_count,
        max(forecast_date) as last_forecast_date
    from newest_forecasts
    where as_of_date = newest_as_of_date
    group by month_start, as_of_date
),

actual_months as (
    select
        {{ month_start('series_date') }} as month_start,
        sum(net_revenue) as net_revenue
    from days
    group by {{ month_start('series_date') }}
),

-- half a month's forecast is no forecast of the month
final as (
    select
        forecast_months.month_start,
        {{ as_of_date() }} as as_of_date,
        forecast_months.forecast_as_of_date,
        {{ money('coalesce(actual_months.net_revenue, 0)') }} as actual_to_date,
        {{ money('coalesce(actual_months.net_revenue, 0) + forecast_months.p10') }} as p10,
        {{ money('coalesce(actual_months.net_revenue, 0) + forecast_months.p50') }} as p50,
        {{ money('coalesce(actual_months.net_revenue, 0) + forecast_months.p90') }} as p90,
        forecast_months.forecast_day_count
    from forecast_months
    left join actual_months
        on forecast_months.month_start = actual_months.month_start
    where forecast_months.last_forecast_date = {{ month_end('forecast_months.month_start') }}
)

select * from final

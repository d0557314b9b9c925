with

forecasts as (
    select * from {{ source('ml', 'sales_forecasts') }}
    where forecast_date <= {{ as_of_date() }}
),

days as (
    select * from {{ ref('ml_sales_daily_features') }}
),

compared_days as (
    select
        forecasts.as_of_date,
        forecasts.series_id,
        forecasts.measure,
        forecasts.model_name,
        forecasts.p10,
        forecasts.p50,
        forecasts.p90,
        case forecasts.measure
            when 'net_revenue' then days.net_revenue
            when 'order_count' then days.order_count
        end as actual
    from forecasts
    inner join days
        on
            forecasts.series_id = days.series_id
            and forecasts.forecast_date = days.series_date
),

summed_days as (
    select
        as_of_date,
        series_id,
        measure,
        model_name,
        count(*) as day_count,
        cast(sum(actual) as decimal(18, 2)) as actual_total,
        cast(sum(p50) as decimal(18, 2)) as predicted_total,
        cast(sum(abs(actual - p50)) as decimal(18, 2)) as absolute_error_total,
        cast(sum(abs(actual)) as decimal(18, 2)) as absolute_actual_total,
        count(case when actual between p10 and p90 then 1 end) as covered_day_count
    from compared_days
    group by as_of_date, series_id, measure, model_name
),

final as (
    select
        *,
        {{ pct('absolute_error_total', 'absolute_actual_total') }} as wape_pct,
        {{ pct('covered_day_count', 'day_count') }} as coverage_pct
    from summed_days
)

select * from final

with

forecasts as (
    select
        *,
        max(forecast_date) over (partition by as_of_date, series_id, measure) as last_date
    from {{ source('ml', 'sales_forecasts') }}
),

days as (
    select * from {{ ref('ml_sales_daily_features') }}
),

-- beside each forecast stands the same weekday of the last week that was known
compared_days as (
    select
        forecasts.*,
        {{ measured('forecasts.measure', 'days') }} as actual,
        {{ measured('forecasts.measure', 'known_days') }} as naive
    from forecasts
    inner join days
        on
            forecasts.series_id = days.series_id
            and forecasts.forecast_date = days.series_date
    left join days as known_days
        on
            forecasts.series_id = known_days.series_id
            and known_days.series_date
            = {{ same_weekday_before('forecasts.forecast_date', 'forecasts.as_of_date') }}
    where forecasts.forecast_date <= {{ as_of_date() }}
),

summed_days as (
    select
        as_of_date,
        series_id,
        measure,
        model_name,
        max(last_date) as horizon_end_date,
        max(last_date) <= {{ as_of_date() }} as is_complete,
        count(*) as day_count,
        {{ money('sum(actual)') }} as actual_total,
        {{ money('sum(p50)') }} as predicted_total,
        {{ money('sum(abs(actual - p50))') }} as absolute_error_total,
        -- null when a day has nothing to compare it with: the two sums would be of other days
        {{ money('case when count(naive) = count(*) then sum(abs(actual - naive)) end') }}
            as naive_error_total,
        {{ money('sum(abs(actual))') }} as absolute_actual_total,
        count(case when actual between p10 and p90 then 1 end) as covered_day_count
    from compared_days
    where actual is not null
    group by as_of_date, series_id, measure, model_name
),

final as (
    select
        *,
        {{ pct('absolute_error_total', 'absolute_actual_total') }} as wape_pct,
        {{ pct('naive_error_total', 'absolute_actual_total') }} as naive_wape_pct,
        {{ pct('covered_day_count', 'day_count') }} as coverage_pct,
        {{ pct('(predicted_total - actual_total)', 'actual_total') }} as bias_pct
    from summed_days
)

select * from final

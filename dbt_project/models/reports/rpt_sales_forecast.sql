with

forecasts as (
    select * from {{ source('ml', 'sales_forecasts') }}
    where
        series_id = 'company'
        and measure = 'net_revenue'
        and as_of_date <= {{ as_of_date() }}
),

runs as (
    select * from {{ source('ml', 'model_runs') }}
    where model = 'sales_forecast' and measure = 'net_revenue'
),

final as (
    select
        forecasts.as_of_date,
        forecasts.forecast_date,
        {{ money('forecasts.p10') }} as p10,
        {{ money('forecasts.p50') }} as p50,
        {{ money('forecasts.p90') }} as p90,
        forecasts.model_name,
        -- a model that lost to the simple rule is not shown as if it had won
        case
            when runs.status = 'baseline' then forecasts.model_name || ' (baseline)'
            else forecasts.model_name
        end as model_label
    from forecasts
    left join runs
        on forecasts.as_of_date = runs.as_of_date
)

select * from final

with

-- a forecast made while the month ran knew a part of the answer
ranked_forecasts as (
    select
        *,
        row_number() over (
            partition by measure, period_start order by as_of_date desc
        ) as recency_rank
    from {{ source('ml', 'sales_forecast_totals') }}
    where
        series_id = 'company'
        and period_kind = 'month'
        and as_of_date < period_start
        and period_start = {{ month_start('period_start') }}
        and period_end <= {{ as_of_date() }}
),

actual_months as (
    select
        {{ month_start('series_date') }} as month_start,
        sum(net_revenue) as net_revenue,
        sum(order_count) as order_count
    from {{ ref('ml_sales_daily_features') }}
    where series_id = 'company'
    group by {{ month_start('series_date') }}
),

compared_months as (
    select
        ranked_forecasts.*,
        {{ money(measured('ranked_forecasts.measure', 'actual_months')) }} as actual
    from ranked_forecasts
    inner join actual_months
        on ranked_forecasts.period_start = actual_months.month_start
    where ranked_forecasts.recency_rank = 1
),

final as (
    select
        period_start as month_start,
        measure,
        as_of_date,
        {{ money('p10') }} as p10,
        {{ money('p50') }} as p50,
        {{ money('p90') }} as p90,
        actual,
        actual between {{ money('p10') }} and {{ money('p90') }} as is_hit,
        {{ pct('(actual - p50)', 'p50') }} as deviation_pct,
        model_name
    from compared_months
    where actual is not null
)

select * from final

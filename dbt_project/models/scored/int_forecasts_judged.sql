with

-- the company's own series is judged here; the others stand in forecast_errors
forecasts as (
    select * from {{ ref('forecast_errors') }}
    where series_id = 'company'
),

final as (
    select
        as_of_date,
        horizon_end_date,
        measure,
        'wape_pct' as metric,
        wape_pct as metric_value,
        naive_wape_pct as baseline_value,
        'seasonal_naive' as baseline,
        day_count as subject_count
    from forecasts
    union all
    select
        as_of_date,
        horizon_end_date,
        measure,
        'coverage_pct' as metric,
        coverage_pct as metric_value,
        null as baseline_value,
        null as baseline,
        day_count as subject_count
    from forecasts
    union all
    select
        as_of_date,
        horizon_end_date,
        measure,
        'bias_pct' as metric,
        bias_pct as metric_value,
        null as baseline_value,
        null as baseline,
        day_count as subject_count
    from forecasts
)

select * from final

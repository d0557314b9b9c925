with

verdicts as (
    select
        'sales_forecast' as model,
        as_of_date,
        measure,
        metric,
        metric_value,
        baseline_value,
        baseline,
        subject_count,
        is_complete
    from {{ ref('int_forecasts_judged') }}
    union all
    select
        'churn' as model,
        as_of_date,
        'churn_probability' as measure,
        metric,
        metric_value,
        baseline_value,
        baseline,
        subject_count,
        true as is_complete
    from {{ ref('int_churn_scores_judged') }}
    union all
    select
        'recommendations' as model,
        as_of_date,
        'purchases' as measure,
        metric,
        metric_value,
        baseline_value,
        baseline,
        subject_count,
        true as is_complete
    from {{ ref('int_recommendations_judged') }}
    union all
    select
        'lifetime_value' as model,
        as_of_date,
        'predicted_value' as measure,
        metric,
        metric_value,
        baseline_value,
        baseline,
        subject_count,
        true as is_complete
    from {{ ref('int_client_values_judged') }}
),

final as (
    select
        model,
        as_of_date,
        measure,
        metric,
        cast(metric_value as decimal(18, 4)) as metric_value,
        cast(baseline_value as decimal(18, 4)) as baseline_value,
        baseline,
        subject_count,
        is_complete
    from verdicts
    where metric_value is not null
)

select * from final

with

verdicts as (
    {% for model, judged, measure in [
        ('sales_forecast', 'int_forecasts_judged', 'measure'),
        ('churn', 'int_churn_scores_judged', "'churn_probability'"),
        ('recommendations', 'int_recommendations_judged', "'purchases'"),
        ('lifetime_value', 'int_client_values_judged', "'predicted_value'"),
    ] -%}
        select
            '{{ model }}' as model,
            as_of_date,
            horizon_end_date,
            {{ measure }} as measure,
            metric,
            metric_value,
            baseline_value,
            baseline,
            subject_count
        from {{ ref(judged) }}
        {% if not loop.last -%} union all {%- endif %}
    {% endfor %}
),

final as (
    select
        model,
        as_of_date,
        horizon_end_date,
        measure,
        metric,
        cast(metric_value as decimal(18, 4)) as metric_value,
        cast(baseline_value as decimal(18, 4)) as baseline_value,
        baseline,
        subject_count,
        horizon_end_date <= {{ as_of_date() }} as is_complete
    from verdicts
    where metric_value is not null
)

select * from final

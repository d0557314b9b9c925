with

-- a client who came back early is known before one who stays away: all are judged at the end;
-- by whom, and against what, is the contest's to say (ml/churn.py)
scores as (
    select
        as_of_date,
        horizon_end_date,
        churn_probability,
        baseline_probability,
        case when has_churned then 1 else 0 end as churned
    from {{ ref('int_churn_scores_observed') }}
    where is_judged and horizon_end_date <= {{ as_of_date() }}
),

ranked_scores as (
    select
        *,
        {{ mean_rank('churn_probability', 'as_of_date') }} as probability_rank,
        {{ mean_rank('baseline_probability', 'as_of_date') }} as baseline_rank
    from scores
),

summed_scores as (
    select
        as_of_date,
        horizon_end_date,
        count(*) as subject_count,
        sum(churned) as churned_count,
        sum(churn_probability) as expected_count,
        sum(baseline_probability) as baseline_expected_count,
        sum(churned * probability_rank) as churned_rank_sum,
        sum(churned * baseline_rank) as churned_baseline_rank_sum,
        avg((churn_probability - churned) * (churn_probability - churned)) as brier,
        avg((baseline_probability - churned) * (baseline_probability - churned)) as baseline_brier
    from ranked_scores
    group by as_of_date, horizon_end_date
),

final as (
    select
        as_of_date,
        horizon_end_date,
        'auc' as metric,
        {{ auc('churned_rank_sum', 'churned_count', 'subject_count') }} as metric_value,
        {{ auc('churned_baseline_rank_sum', 'churned_count', 'subject_count') }}
            as baseline_value,
        'recency_rule' as baseline,
        subject_count
    from summed_scores
    union all
    select
        as_of_date,
        horizon_end_date,
        'brier' as metric,
        brier as metric_value,
        baseline_brier as baseline_value,
        'recency_rule' as baseline,
        subject_count
    from summed_scores
    union all
    select
        as_of_date,
        horizon_end_date,
        'bias_pct' as metric,
        {{ pct('(expected_count - churned_count)', 'churned_count') }} as metric_value,
        {{ pct('(baseline_expected_count - churned_count)', 'churned_count') }}
            as baseline_value,
        'recency_rule' as baseline,
        subject_count
    from summed_scores
)

select * from final

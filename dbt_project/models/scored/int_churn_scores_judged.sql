with

-- a client who came back early is known before one who stays away: all are judged at the end
scores as (
    select
        as_of_date,
        churn_probability,
        case when has_churned then 1 else 0 end as churned,
        case when is_overdue then 1 else 0 end as overdue
    from {{ ref('int_churn_scores_observed') }}
    where horizon_end_date <= {{ as_of_date() }}
),

ranked_scores as (
    select
        *,
        {{ mean_rank('churn_probability', 'as_of_date') }} as probability_rank,
        {{ mean_rank('overdue', 'as_of_date') }} as overdue_rank
    from scores
),

summed_scores as (
    select
        as_of_date,
        count(*) as subject_count,
        sum(churned) as churned_count,
        sum(churn_probability) as expected_count,
        sum(churned * probability_rank) as churned_rank_sum,
        sum(churned * overdue_rank) as churned_overdue_rank_sum,
        avg((churn_probability - churned) * (churn_probability - churned)) as brier,
        avg(churned) as churned_share
    from ranked_scores
    group by as_of_date
),

final as (
    select
        as_of_date,
        'auc' as metric,
        {{ auc('churned_rank_sum', 'churned_count', 'subject_count') }} as metric_value,
        {{ auc('churned_overdue_rank_sum', 'churned_count', 'subject_count') }}
            as baseline_value,
        'is_overdue' as baseline,
        subject_count
    from summed_scores
    union all
    select
        as_of_date,
        'brier' as metric,
        brier as metric_value,
        churned_share * (1 - churned_share) as baseline_value,
        'base_rate' as baseline,
        subject_count
    from summed_scores
    union all
    select
        as_of_date,
        'bias_pct' as metric,
        {{ pct('(expected_count - churned_count)', 'churned_count') }} as metric_value,
        null as baseline_value,
        null as baseline,
        subject_count
    from summed_scores
)

select * from final

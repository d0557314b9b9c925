with

-- a half-told forecast may still turn out otherwise
ranked_verdicts as (
    select
        *,
        row_number() over (
            partition by model, measure, metric order by as_of_date desc
        ) as recency_rank
    from {{ ref('model_scoreboard') }}
    where is_complete
),

final as (
    select
        model,
        measure,
        metric,
        as_of_date,
        metric_value,
        baseline_value,
        baseline,
        subject_count
    from ranked_verdicts
    where recency_rank = 1
)

select * from final

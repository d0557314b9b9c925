with

months as (
    select * from {{ ref('int_months_summed') }}
),

verdicts as (
    select * from {{ ref('model_scoreboard') }}
    where is_complete
),

-- a month's report knows the answers whose time had come by the end of it, and no later one
ranked_verdicts as (
    select
        months.month_start,
        verdicts.*,
        row_number() over (
            partition by months.month_start, verdicts.model, verdicts.measure, verdicts.metric
            order by verdicts.as_of_date desc
        ) as recency_rank
    from months
    inner join verdicts
        on {{ month_end('months.month_start') }} >= verdicts.horizon_end_date
),

final as (
    select
        month_start,
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

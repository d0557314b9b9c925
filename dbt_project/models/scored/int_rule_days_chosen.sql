with

months as (
    select * from {{ ref('int_months_summed') }}
),

-- a run that published no rule is a run too: what an earlier one had said holds no longer
runs as (
    select distinct as_of_date from {{ source('ml', 'model_runs') }}
    where model = 'associations' and as_of_date <= {{ as_of_date() }}
),

final as (
    select
        months.month_start,
        max(runs.as_of_date) as as_of_date
    from months
    inner join runs
        on {{ month_end('months.month_start') }} >= runs.as_of_date
    group by months.month_start
)

select * from final

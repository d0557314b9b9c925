{% set horizon_end = add_days('scores.as_of_date', 'scores.horizon_days') -%}
with

scores as (
    select * from {{ source('ml', 'client_churn') }}
    where as_of_date <= {{ as_of_date() }}
),

-- one line of time for each client: money, visits and scores, each on its day
timeline as (
    select
        client_id,
        event_date,
        net_revenue,
        null as visit_date,
        null as as_of_date
    from {{ ref('int_client_revenue_dated') }}
    union all
    select
        client_id,
        visit_date as event_date,
        0 as net_revenue,
        visit_date,
        null as as_of_date
    from {{ ref('int_client_visits_spaced') }}
    union all
    select
        client_id,
        as_of_date as event_date,
        0 as net_revenue,
        null as visit_date,
        as_of_date
    from scores
),

surrounded_days as (
    select
        client_id,
        as_of_date,
        min(visit_date) over (partition by client_id) as first_visit_date,
        sum(net_revenue) over (
            partition by client_id order by event_date {{ within_last_days(365) }}
        ) as last_year_revenue,
        min(visit_date) over (
            partition by client_id order by event_date {{ within_later_days() }}
        ) as next_visit_date
    from timeline
),

-- who came back is known at once; who stayed away is known when the horizon is over
final as (
    select
        scores.client_id,
        scores.as_of_date,
        scores.horizon_days,
        {{ horizon_end }} as horizon_end_date,
        scores.is_overdue,
        scores.silent_days,
        scores.patience_days,
        scores.churn_probability,
        scores.baseline_probability,
        scores.is_judged,
        scores.model_name,
        {{ money('surrounded_days.last_year_revenue') }} as last_year_revenue,
        {{ earning_days('surrounded_days.first_visit_date', 'scores.as_of_date') }} as earning_days,
        surrounded_days.next_visit_date,
        case
            when surrounded_days.next_visit_date <= {{ horizon_end }} then false
            when {{ horizon_end }} <= {{ as_of_date() }} then true
        end as has_churned
    from scores
    inner join surrounded_days
        on
            scores.client_id = surrounded_days.client_id
            and scores.as_of_date = surrounded_days.as_of_date
)

select * from final

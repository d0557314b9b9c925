with

-- one night says nearly what the next one says: the first of each month is judged, for good
judged_days as (
    select min(as_of_date) as as_of_date
    from {{ source('ml', 'client_lifetime_values') }}
    where {{ add_months('as_of_date', 'horizon_months') }} <= {{ as_of_date() }}
    group by {{ month_start('as_of_date') }}
),

-- what then comes is not discounted, so neither is what is held against it
predictions as (
    select
        predicted.as_of_date,
        predicted.client_id,
        {{ add_months('predicted.as_of_date', '-predicted.horizon_months') }} as previous_end_date,
        {{ add_months('predicted.as_of_date', 'predicted.horizon_months') }} as horizon_end_date,
        predicted.expected_visit_count * predicted.expected_visit_value as expected_revenue
    from {{ source('ml', 'client_lifetime_values') }} as predicted
    inner join judged_days
        on predicted.as_of_date = judged_days.as_of_date
),

revenue_events as (
    select * from {{ ref('int_client_revenue_dated') }}
),

-- the plain rule: a client brings in the horizon what the same time before had brought
compared_values as (
    select
        predictions.as_of_date,
        predictions.horizon_end_date,
        predictions.client_id,
        predictions.expected_revenue,
        coalesce(sum(case
            when revenue_events.event_date > predictions.as_of_date
                then revenue_events.net_revenue
        end), 0) as actual,
        coalesce(sum(case
            when revenue_events.event_date <= predictions.as_of_date
                then revenue_events.net_revenue
        end), 0) as repeated
    from predictions
    left join revenue_events
        on
            predictions.client_id = revenue_events.client_id
            and predictions.previous_end_date < revenue_events.event_date
            and predictions.horizon_end_date >= revenue_events.event_date
    group by
        predictions.as_of_date,
        predictions.horizon_end_date,
        predictions.client_id,
        predictions.expected_revenue
),

final as (
    select
        as_of_date,
        horizon_end_date,
        'mean_absolute_error' as metric,
        avg(abs(expected_revenue - actual)) as metric_value,
        avg(abs(repeated - actual)) as baseline_value,
        'previous_period' as baseline,
        count(*) as subject_count
    from compared_values
    group by as_of_date, horizon_end_date
    union all
    select
        as_of_date,
        horizon_end_date,
        'bias_pct' as metric,
        {{ pct('(sum(expected_revenue) - sum(actual))', 'sum(actual)') }} as metric_value,
        {{ pct('(sum(repeated) - sum(actual))', 'sum(actual)') }} as baseline_value,
        'previous_period' as baseline,
        count(*) as subject_count
    from compared_values
    group by as_of_date, horizon_end_date
)

select * from final

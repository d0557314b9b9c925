with

offered_clients as (
    select distinct
        as_of_date,
        client_id
    from {{ source('ml', 'client_recommendations') }}
),

-- a client who came anew had no offer to be judged by
hits as (
    select hit_counts.*
    from {{ ref('int_recommendation_hits_counted') }} as hit_counts
    inner join offered_clients
        on
            hit_counts.as_of_date = offered_clients.as_of_date
            and hit_counts.client_id = offered_clients.client_id
),

summed_hits as (
    select
        as_of_date,
        {{ add_days('as_of_date', var('recommendation_window_days')) }} as horizon_end_date,
        count(*) as subject_count,
        count(case when hit_count > 0 then 1 end) as hit_client_count,
        count(case when popular_hit_count > 0 then 1 end) as popular_hit_client_count,
        sum(bought_count) as bought_count,
        sum(hit_count) as hit_count,
        sum(popular_hit_count) as popular_hit_count
    from hits
    group by as_of_date
),

final as (
    select
        as_of_date,
        horizon_end_date,
        'hit_rate_pct' as metric,
        {{ pct('hit_client_count', 'subject_count') }} as metric_value,
        {{ pct('popular_hit_client_count', 'subject_count') }} as baseline_value,
        'popularity' as baseline,
        subject_count
    from summed_hits
    union all
    select
        as_of_date,
        horizon_end_date,
        'recall_pct' as metric,
        {{ pct('hit_count', 'bought_count') }} as metric_value,
        {{ pct('popular_hit_count', 'bought_count') }} as baseline_value,
        'popularity' as baseline,
        subject_count
    from summed_hits
)

select * from final

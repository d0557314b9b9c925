with

features as (
    select
        client_id,
        last_visit_date,
        recency_days,
        order_count,
        net_revenue,
        average_gap_days,
        p90_gap_days
    from {{ ref('ml_client_features') }}
    where as_of_date = {{ as_of_date() }}
),

profiles as (
    select
        client_id,
        last_kept_order_date as last_visit_date,
        recency_days,
        order_count,
        net_revenue,
        average_gap_days,
        p90_gap_days
    from {{ ref('dim_client_profiles') }}
    where last_kept_order_date is not null
),

told as (
    select * from features
    union all
    select * from profiles
)

select
    client_id,
    count(*) as telling_count
from told
group by
    client_id,
    last_visit_date,
    recency_days,
    order_count,
    net_revenue,
    average_gap_days,
    p90_gap_days
having count(*) <> 2

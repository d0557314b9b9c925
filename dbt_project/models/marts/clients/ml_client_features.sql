with

snapshots as (
    select * from {{ ref('int_client_snapshots_summed') }}
),

paces as (
    select * from {{ ref('int_client_snapshots_paced') }}
),

product_counts as (
    select
        client_id,
        first_order_date,
        sum(new_product_count) over (partition by client_id order by first_order_date)
            as product_count
    from {{ ref('int_client_products_begun') }}
),

current_visits as (
    select
        client_id,
        visit_date
    from {{ ref('int_client_days_known') }}
    where is_visit and known_until is null
),

final as (
    select
        snapshots.as_of_date,
        snapshots.client_id,
        snapshots.first_visit_date,
        snapshots.last_visit_date,
        snapshots.visit_count,
        {{ days_between('snapshots.first_visit_date', 'snapshots.as_of_date') }} as tenure_days,
        {{ days_between('snapshots.first_visit_date', 'snapshots.last_visit_date') }}
            as last_visit_age_days,
        {{ days_between('snapshots.last_visit_date', 'snapshots.as_of_date') }} as recency_days,
        snapshots.order_count,
        snapshots.visits_90d,
        snapshots.visits_previous_90d,
        snapshots.visits_365d,
        snapshots.net_revenue,
        snapshots.revenue_90d,
        snapshots.revenue_365d,
        snapshots.average_visit_value,
        snapshots.repeat_visit_value,
        snapshots.returned_share_pct,
        {{ whole('coalesce(product_counts.product_count, 0)') }} as product_count,
        paces.average_gap_days,
        paces.p90_gap_days,
        paces.company_p90_gap_days,
        current_visits.visit_date as next_visit_date
    from snapshots
    inner join paces
        on
            snapshots.as_of_date = paces.as_of_date
            and snapshots.client_id = paces.client_id
    asof left join product_counts
        on
            snapshots.client_id = product_counts.client_id
            and snapshots.as_of_date >= product_counts.first_order_date
    asof left join current_visits
        on
            snapshots.client_id = current_visits.client_id
            and snapshots.as_of_date < current_visits.visit_date
)

select * from final

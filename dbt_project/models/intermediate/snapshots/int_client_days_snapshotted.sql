with

days as (
    select * from {{ ref('int_client_days_known') }}
),

snapshots as (
    select * from {{ ref('int_snapshots_dated') }}
),

final as (
    select
        snapshots.as_of_date,
        days.client_id,
        days.visit_date,
        days.is_visit,
        days.order_count,
        days.ordered_amount,
        days.returned_amount
    from days
    inner join snapshots
        on
            days.known_from <= snapshots.as_of_date
            and coalesce(days.known_until > snapshots.as_of_date, true)
            and days.client_draw < snapshots.client_share
)

select * from final

with

day_changes as (
    select
        client_id,
        visit_date,
        known_date,
        sum(order_count) as order_count,
        sum(kept_order_count) as kept_order_count,
        sum(ordered_amount) as ordered_amount,
        sum(returned_amount) as returned_amount
    from {{ ref('int_client_days_changed') }}
    group by client_id, visit_date, known_date
),

spans as (
    select
        client_id,
        visit_date,
        known_date as known_from,
        lead(known_date) over known_so_far as known_until,
        sum(order_count) over known_so_far as order_count,
        sum(kept_order_count) over known_so_far as kept_order_count,
        sum(ordered_amount) over known_so_far as ordered_amount,
        sum(returned_amount) over known_so_far as returned_amount
    from day_changes
    window known_so_far as (partition by client_id, visit_date order by known_date)
),

final as (
    select
        client_id,
        visit_date,
        known_from,
        known_until,
        kept_order_count > 0 as is_visit,
        {{ whole('order_count') }} as order_count,
        {{ money('ordered_amount') }} as ordered_amount,
        {{ money('returned_amount') }} as returned_amount,
        {{ stable_draw('client_id') }} as client_draw
    from spans
)

select * from final

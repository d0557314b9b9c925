with

order_states as (
    select * from {{ ref('int_order_states_sequenced') }}
),

last_changes as (
    select
        order_id,
        max(case when ended_at is null then order_status end) as order_status,
        min(started_date) as order_date,
        max(case when order_status = 'placed' then started_at end) as placed_at,
        max(case when order_status = 'completed' then started_at end) as completed_at,
        max(case when order_status = 'completed' then started_date end) as completed_date,
        max(case when order_status = 'cancelled' then started_at end) as cancelled_at,
        max(case when order_status = 'cancelled' then started_date end) as cancelled_date
    from order_states
    group by order_id
),

-- an order that was opened again is neither completed nor cancelled
final as (
    select
        order_id,
        order_status,
        order_date,
        case when completed_at >= placed_at then completed_at end as completed_at,
        case when completed_at >= placed_at then completed_date end as completed_date,
        case when cancelled_at >= placed_at then cancelled_at end as cancelled_at,
        case when cancelled_at >= placed_at then cancelled_date end as cancelled_date
    from last_changes
)

select * from final

with

orders as (
    select * from {{ ref('int_orders_unioned') }}
),

status_changes as (
    select * from {{ ref('stg_mapped__order_status_changes') }}
),

stated_changes as (
    select
        order_id,
        'placed' as order_status,
        ordered_at as changed_at
    from orders
    union all
    select
        order_id,
        'completed' as order_status,
        -- many sources keep only the day, which begins before the order was placed
        greatest(completed_at, ordered_at) as changed_at
    from orders
    where completed_at is not null
    union all
    select
        order_id,
        'cancelled' as order_status,
        greatest(cancelled_at, ordered_at) as changed_at
    from orders
    where cancelled_at is not null
),

-- the times a source states win; its history speaks only where it states none
remembered_changes as (
    select
        status_changes.order_id,
        status_changes.order_status,
        greatest(status_changes.changed_at, orders.ordered_at) as changed_at
    from status_changes
    inner join orders
        on status_changes.order_id = orders.order_id
    where case status_changes.order_status
        when 'completed' then orders.completed_at is null
        when 'cancelled' then orders.cancelled_at is null
        else
            coalesce(orders.completed_at, orders.cancelled_at) is null
            and status_changes.changed_at > orders.ordered_at
    end
),

final as (
    select * from stated_changes
    where changed_at < {{ cutoff_at() }}
    union all
    select * from remembered_changes
    where changed_at < {{ cutoff_at() }}
)

select * from final

with

orders as (
    select * from {{ ref('fct_orders') }}
    where has_sale and not is_test and has_client
),

returned_days as (
    select
        order_id,
        return_date,
        sum(amount) as amount,
        sum(case when line_id is not null then quantity else 0 end) as quantity
    from {{ ref('fct_returns') }}
    where order_id is not null
    group by order_id, return_date
),

running_returns as (
    select
        order_id,
        return_date,
        sum(amount) over (partition by order_id order by return_date) as amount,
        sum(quantity) over (partition by order_id order by return_date) as quantity
    from returned_days
),

-- what came back in parts was a kept order until the last of them
wholly_returned_orders as (
    select
        orders.order_id,
        min(running_returns.return_date) as wholly_returned_date
    from orders
    inner join running_returns
        on orders.order_id = running_returns.order_id
    where
        (orders.order_total > 0 and running_returns.amount >= orders.order_total)
        or (orders.item_quantity > 0 and running_returns.quantity >= orders.item_quantity)
    group by orders.order_id
),

lost_orders as (
    select
        orders.order_id,
        orders.client_id,
        orders.order_date,
        orders.order_total,
        orders.cancelled_date,
        case
            when orders.cancelled_date <= wholly_returned_orders.wholly_returned_date
                then orders.cancelled_date
            else coalesce(wholly_returned_orders.wholly_returned_date, orders.cancelled_date)
        end as lost_date
    from orders
    left join wholly_returned_orders
        on orders.order_id = wholly_returned_orders.order_id
),

final as (
    select * from lost_orders
    where lost_date is not null
)

select * from final

with

orders as (
    select * from {{ ref('fct_orders') }}
    where has_sale and not is_test and has_client
),

orders_lost as (
    select * from {{ ref('int_orders_lost') }}
),

returns as (
    select * from {{ ref('fct_returns') }}
    where client_id is not null and not is_test
),

placed_orders as (
    select
        client_id,
        order_date as visit_date,
        order_date as known_date,
        1 as order_count,
        1 as kept_order_count,
        order_total as ordered_amount,
        0 as returned_amount
    from orders
),

lost_orders as (
    select
        client_id,
        order_date as visit_date,
        lost_date as known_date,
        0 as order_count,
        -1 as kept_order_count,
        0 as ordered_amount,
        0 as returned_amount
    from orders_lost
),

cancelled_orders as (
    select
        client_id,
        order_date as visit_date,
        cancelled_date as known_date,
        -1 as order_count,
        0 as kept_order_count,
        -order_total as ordered_amount,
        0 as returned_amount
    from orders_lost
    where cancelled_date is not null
),

-- a return takes from the day of its sale, or from its own when nobody knows the sale
returned_goods as (
    select
        returns.client_id,
        least(orders.order_date, returns.return_date) as visit_date,
        returns.return_date as known_date,
        0 as order_count,
        0 as kept_order_count,
        0 as ordered_amount,
        returns.amount as returned_amount
    from returns
    left join orders
        on returns.order_id = orders.order_id
),

final as (
    select * from placed_orders
    union all
    select * from lost_orders
    union all
    select * from cancelled_orders
    union all
    select * from returned_goods
)

select * from final

with

all_orders as (
    select
        coalesce(sum(net_order_value), 0) as amount,
        count(*) as order_count
    from {{ ref('fct_orders') }}
    where is_sale
),

known_clients as (
    select
        coalesce(sum(restated_net_amount), 0) as amount,
        coalesce(sum(order_count), 0) as order_count
    from {{ ref('dim_client_profiles') }}
),

anonymous_orders as (
    select
        coalesce(sum(net_order_value), 0) as amount,
        count(*) as order_count
    from {{ ref('fct_orders') }}
    where is_sale and not has_client
)

select
    all_orders.amount,
    all_orders.order_count
from all_orders
cross join known_clients
cross join anonymous_orders
where
    all_orders.amount <> known_clients.amount + anonymous_orders.amount
    or all_orders.order_count <> known_clients.order_count + anonymous_orders.order_count
